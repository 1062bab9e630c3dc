// Addresses by which a browser reaches the files bucket by itself: one that shows an object for some minutes, and a form
// that brings one.
import { bucketUrl, type Credentials, requestTo, signerOf, urlOf } from './object-signer.ts';

export type Signing = { credentials: Credentials; region: string; at: string };

/** Opens one object for `seconds`; whoever has the address can open it, so it stands on pages only, never in messages. */
export const addressOf = async (
  key: string,
  seconds: number,
  { credentials, region, at }: Signing,
): Promise<string> => {
  const request = requestTo(key, 'GET', { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' });
  const { query = {} } = await signerOf(credentials, region).presign(request, {
    expiresIn: seconds,
    signingDate: new Date(at),
  });
  const signed = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) signed.set(name, String(value));
  return `${urlOf(request)}?${signed}`;
};

export type UploadForm = { url: string; fields: Record<string, string> };

/** What an upload may be: exactly this object, this large at most, until then, and where the browser goes afterwards. */
export type Upload = { key: string; mostBytes: number; until: string; backTo: string };

/** A form's fields for S3's POST; the file comes last. */
export const uploadForm = async (upload: Upload, { credentials, region, at }: Signing): Promise<UploadForm> => {
  const { key, mostBytes, until, backTo } = upload;
  const moment = `${at.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const fields = {
    key,
    success_action_redirect: backTo,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': `${credentials.accessKeyId}/${moment.slice(0, 8)}/${region}/s3/aws4_request`,
    'x-amz-date': moment,
    ...(credentials.sessionToken === undefined ? {} : { 'x-amz-security-token': credentials.sessionToken }),
  };
  const conditions = [
    { bucket: bucketName() },
    ...Object.entries(fields).map(([name, value]) => ({ [name]: value })),
    ['content-length-range', 1, mostBytes],
  ];
  const policy = Buffer.from(JSON.stringify({ expiration: until, conditions })).toString('base64');
  const signature = await signerOf(credentials, region).sign(policy, { signingDate: new Date(at) });
  return { url: bucketUrl().href, fields: { ...fields, policy, 'x-amz-signature': signature } };
};

const bucketName = (): string => {
  const { hostname, pathname } = bucketUrl();
  const first = hostname.indexOf('.s3.');
  return first > 0 ? hostname.slice(0, first) : pathname.slice(1);
};
