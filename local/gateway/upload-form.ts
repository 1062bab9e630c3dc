// An upload by a form of a page: the credential is in the form, not in the header (S3's POST).
import { header, type RawRequest } from './wire-request.ts';

export type UploadForm = { fields: Readonly<Record<string, string>>; body: Buffer };

/** Undefined when the request is no form that S3 would take: then it is met like any other. */
export async function uploadForm(request: RawRequest): Promise<UploadForm | undefined> {
  const { method, body } = request;
  const type = header(request, 'content-type') ?? '';
  if (method !== 'POST' || !type.startsWith('multipart/form-data')) return undefined;
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } })
    .formData()
    .catch(() => undefined);
  if (form === undefined) return undefined;
  const file = form.get('file');
  const fields = Object.fromEntries(
    [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  );
  if (fields['x-amz-credential'] === undefined) return undefined;
  return { fields, body: file instanceof Blob ? Buffer.from(await file.arrayBuffer()) : Buffer.from(file ?? '') };
}
