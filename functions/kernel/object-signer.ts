// How calls to the files bucket are signed: by the SDK's own signer, without the SDK's client, which is longer than a
// whole function may be (docs/decisions.md).
import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { readEnvironment } from '#schemas/environment.ts';

type Bytes = string | ArrayBuffer | ArrayBufferView;

const bytesOf = (data: Bytes): string | Uint8Array => {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
};

class Sha256 {
  private hash: Hash | Hmac;
  private readonly secret: Bytes | undefined;
  constructor(secret?: Bytes) {
    this.secret = secret;
    this.hash = this.begin();
  }
  update(data: Uint8Array): void {
    this.hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.hash.digest());
  }
  reset(): void {
    this.hash = this.begin();
  }
  private begin(): Hash | Hmac {
    return this.secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(this.secret));
  }
}

export type Credentials = { accessKeyId: string; secretAccessKey: string; sessionToken?: string };

/** Those of the function's role, as Lambda hands them over. */
export const ownCredentials = (): Credentials => {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN } = process.env;
  if (accessKeyId === undefined || secretAccessKey === undefined) throw new TypeError('there are no credentials');
  return {
    accessKeyId,
    secretAccessKey,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
};

export const ownRegion = (): string => process.env['AWS_REGION'] ?? '';

export const signerOf = (credentials: Credentials, region: string): SignatureV4 =>
  new SignatureV4({ service: 's3', region, credentials, sha256: Sha256, uriEscapePath: false });

/** Where the bucket is reached; as the SDKs do, AWS_ENDPOINT_URL_S3 names another place. */
export const bucketUrl = (): URL => {
  const { FILES_HOST } = readEnvironment(['FILES_HOST']);
  const elsewhere = process.env['AWS_ENDPOINT_URL_S3'];
  return elsewhere === undefined
    ? new URL(`https://${FILES_HOST}`)
    : new URL(FILES_HOST.slice(0, FILES_HOST.indexOf('.s3.')), `${elsewhere}/`);
};

/** A request to one object; keys are letters, digits, dashes and slashes. */
export const requestTo = (key: string, method: string, headers: Record<string, string> = {}) => {
  const { protocol, hostname, port, host, pathname } = bucketUrl();
  return {
    method,
    protocol,
    hostname,
    ...(port === '' ? {} : { port: Number(port) }),
    path: `${pathname.replace(/\/$/, '')}/${key}`,
    headers: { host, ...headers },
  };
};

export const urlOf = ({
  protocol,
  headers,
  path,
}: {
  protocol: string;
  headers: Record<string, string>;
  path: string;
}): string => `${protocol}//${headers['host']}${path}`;
