// What an officer sends becomes evidence only as a picture, told by its own bytes and not by its name, and without what it
// says beside the picture (DESIGN §4: type and size checked, EXIF stripped).
import type { PictureType } from '#schemas/case-events.ts';
import { cleanJpeg } from './jpeg.ts';
import { cleanPng } from './png.ts';
import { cleanWebp } from './webp.ts';

export type Cleaned = { type: PictureType; bytes: Buffer } | 'not-a-picture' | 'damaged';

const kinds: readonly { type: PictureType; is(bytes: Buffer): boolean; clean(bytes: Buffer): Buffer | undefined }[] = [
  { type: 'jpeg', is: (bytes) => bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff])), clean: cleanJpeg },
  { type: 'png', is: (bytes) => bytes.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n', clean: cleanPng },
  {
    type: 'webp',
    is: (bytes) => bytes.subarray(0, 4).toString() === 'RIFF' && bytes.subarray(8, 12).toString() === 'WEBP',
    clean: cleanWebp,
  },
];

export const cleanPicture = (received: Uint8Array): Cleaned => {
  const bytes = Buffer.from(received.buffer, received.byteOffset, received.byteLength);
  const kind = kinds.find(({ is }) => is(bytes));
  if (kind === undefined) return 'not-a-picture';
  const cleaned = kind.clean(bytes);
  return cleaned === undefined ? 'damaged' : { type: kind.type, bytes: cleaned };
};
