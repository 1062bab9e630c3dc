// Objects of the files bucket, as functions read, keep and drop them.
import { wallClock } from './clock.ts';
import { UnavailableError } from './errors.ts';
import { ownCredentials, ownRegion, requestTo, signerOf, urlOf } from './object-signer.ts';

const call = async (
  key: string,
  method: string,
  more: { body?: Uint8Array; type?: string } = {},
): Promise<Response> => {
  const { body, type } = more;
  const request = {
    ...requestTo(key, method, type === undefined ? {} : { 'content-type': type }),
    ...(body === undefined ? {} : { body }),
  };
  const signed = await signerOf(ownCredentials(), ownRegion()).sign(request, { signingDate: new Date(wallClock()) });
  const { host: _host, ...headers } = signed.headers;
  return fetch(urlOf(request), { method, headers, ...(body === undefined ? {} : { body: new Uint8Array(body) }) });
};

const orFail = (response: Response, what: string): Response => {
  if (!response.ok) throw new UnavailableError(`an object could not be ${what}: ${response.status}`);
  return response;
};

/** Undefined when it is gone: S3 answers 403 where the caller may not list. */
export const readObject = async (key: string): Promise<Uint8Array | undefined> => {
  const response = await call(key, 'GET');
  if (response.status === 404 || response.status === 403) return undefined;
  return new Uint8Array(await orFail(response, 'read').arrayBuffer());
};

export const keepObject = async (key: string, body: Uint8Array, type: string): Promise<void> => {
  orFail(await call(key, 'PUT', { body, type }), 'kept');
};

/** Dropping what is gone is no fault. */
export const dropObject = async (key: string): Promise<void> => {
  orFail(await call(key, 'DELETE'), 'dropped');
};
