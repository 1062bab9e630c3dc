// Pictures as telephones make them, small: with a secret in every place where a camera writes beside the picture.
import { crc32, deflateSync } from 'node:zlib';

export const secret = 'N31.2304-E121.4737';

const segment = (marker: number, data: Buffer): Buffer => {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([head, data]);
};
const latin = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Exif in either byte order, with orientation `way` behind another entry. */
export const exifSegment = (way: number, order: 'II' | 'MM' = 'II'): Buffer => {
  const tiff = Buffer.alloc(8 + 2 + 24 + 4);
  const short = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
  const long = (value: number, at: number) =>
    order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
  tiff.write(order, 0, 'latin1');
  short(42, 2);
  long(8, 4);
  short(2, 8);
  short(0x010f, 10);
  short(2, 12);
  short(0x0112, 22);
  short(3, 24);
  long(1, 26);
  short(way, 30);
  return segment(0xe1, Buffer.concat([latin('Exif\0\0'), tiff, latin(secret)]));
};

/** Segments that a decoder needs, and a scan with stuffing and a restart in it. */
const picture = [
  segment(0xe0, latin('JFIF\0\x01\x01\0\0\x01\0\x01\0\0')),
  segment(0xe2, latin('ICC_PROFILE\0\x01\x01colour')),
  segment(0xdb, Buffer.alloc(65, 1)),
  segment(0xc0, latin('\x08\0\x01\0\x01\x01\x01\x11\0')),
];
const scan = Buffer.concat([
  segment(0xda, latin('\x01\x01\0\0\x3f\0')),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56, 0xff, 0xff, 0x00, 0x78]),
]);
const [start, end] = [Buffer.from([0xff, 0xd8]), Buffer.from([0xff, 0xd9])];

/** The JPEG that is left when everything beside the picture is gone. */
export const bareJpeg = (before: readonly Buffer[] = []): Buffer =>
  Buffer.concat([start, ...before, ...picture, scan, end]);

export const jpegOfTelephone = (way = 6, order: 'II' | 'MM' = 'II'): Buffer =>
  Buffer.concat([
    start,
    exifSegment(way, order),
    segment(0xe1, latin(`http://ns.adobe.com/xap/1.0/\0${secret}`)),
    segment(0xed, latin(`Photoshop 3.0\0${secret}`)),
    segment(0xe2, latin(`MPF\0${secret}`)),
    segment(0xfe, latin(secret)),
    ...picture,
    scan,
    end,
    latin(`a film of the same moment ${secret}`),
  ]);

const chunk = (type: string, data: Buffer): Buffer => {
  const body = Buffer.concat([latin(type), data]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([head, body, sum]);
};

/** A square of one colour that every browser shows. */
export const pngOf = (side = 64, told: readonly Buffer[] = [chunk('tEXt', latin(`Comment\0${secret}`))]): Buffer => {
  const size = Buffer.alloc(8);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  const rows = Buffer.concat(
    Array.from({ length: side }, () => Buffer.concat([Buffer.of(0), Buffer.alloc(side * 3, 0x6b)])),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', Buffer.concat([size, Buffer.of(8, 2, 0, 0, 0)])),
    ...told,
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
};

const part = (type: string, data: Buffer): Buffer => {
  const size = Buffer.alloc(4);
  size.writeUInt32LE(data.length);
  return Buffer.concat([latin(type), size, data, Buffer.alloc(data.length % 2)]);
};
const riff = (parts: readonly Buffer[]): Buffer => {
  const body = Buffer.concat([latin('WEBP'), ...parts]);
  const size = Buffer.alloc(4);
  size.writeUInt32LE(body.length);
  return Buffer.concat([latin('RIFF'), size, body]);
};
const extended = (flags: number): Buffer => part('VP8X', Buffer.from([flags, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
const frame = part('VP8L', Buffer.from([0x2f, 1, 2, 3, 4]));

export const webpOfTelephone = (): Buffer =>
  Buffer.concat([
    riff([extended(0b0011_1100), frame, part('EXIF', latin(secret)), part('XMP ', latin(secret))]),
    latin(secret),
  ]);
export const bareWebp = (): Buffer => riff([extended(0b0011_0000), frame]);
