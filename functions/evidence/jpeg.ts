// A JPEG without what a camera writes beside the picture: place, time, owner, thumbnails, whatever follows the end. Colour
// profile and the way up are kept, for without them the picture looks wrong. (Markers: ITU-T T.81, B.1; Exif 2.32, 4.5.4.)

const startOfScan = 0xda;
const endOfImage = 0xd9;
const exif = 0xe1;

const hasLength = (marker: number): boolean => marker !== 0x01 && !(marker >= 0xd0 && marker <= 0xd8);
const isApplication = (marker: number): boolean => marker >= 0xe0 && marker <= 0xef;
const isComment = (marker: number): boolean => marker === 0xfe;

/** Names of the application segments that a decoder needs. */
const kept: Readonly<Record<number, string>> = { 224: 'JFIF\0', 226: 'ICC_PROFILE\0', 238: 'Adobe' };

/** Undefined when it is cut off or makes no sense. */
export const cleanJpeg = (bytes: Buffer): Buffer | undefined => {
  const parts: Buffer[] = [bytes.subarray(0, 2)];
  let at = 2;
  let hasPicture = false;
  while (at + 4 <= bytes.length || bytes[at + 1] === endOfImage) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker === endOfImage) return hasPicture ? Buffer.concat([...parts, bytes.subarray(at, at + 2)]) : undefined;
    let end = at + 2 + (hasLength(marker) ? bytes.readUInt16BE(at + 2) : 0);
    if (end > bytes.length || end < at + 2) return undefined;
    if (marker === startOfScan) {
      hasPicture = true;
      end = endOfScan(bytes, end);
    }
    parts.push(...keptPart(marker, bytes.subarray(at, end)));
    at = end;
  }
  return undefined;
};

/** The scan goes on until a marker that is neither stuffing nor a restart. */
const endOfScan = (bytes: Buffer, from: number): number => {
  let at = bytes.indexOf(0xff, from);
  while (at !== -1 && at + 1 < bytes.length) {
    const next = bytes[at + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
    at = bytes.indexOf(0xff, at + 1);
  }
  return bytes.length;
};

const keptPart = (marker: number, segment: Buffer): Buffer[] => {
  if (isComment(marker)) return [];
  if (!isApplication(marker)) return [segment];
  if (marker === exif) {
    const way = wayUp(segment.subarray(4));
    return way === undefined || way === 1 ? [] : [exifOf(way)];
  }
  const name = kept[marker];
  return name !== undefined && segment.subarray(4, 4 + name.length).toString('latin1') === name ? [segment] : [];
};

const orientationTag = 0x0112;

/** Exif's orientation, 1 to 8. */
const wayUp = (data: Buffer): number | undefined => {
  if (data.subarray(0, 6).toString('latin1') !== 'Exif\0\0') return undefined;
  const tiff = data.subarray(6);
  const little = tiff.subarray(0, 2).toString('latin1') === 'II';
  const short = (at: number): number =>
    at + 2 > tiff.length ? 0 : little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  const long = (at: number): number =>
    at + 4 > tiff.length ? 0 : little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  const directory = long(4);
  for (let entry = 0; entry < short(directory); entry += 1) {
    const at = directory + 2 + entry * 12;
    if (short(at) !== orientationTag) continue;
    const way = short(at + 8);
    return way >= 1 && way <= 8 ? way : undefined;
  }
  return undefined;
};

/** An Exif segment that says which way is up, and nothing else. */
const exifOf = (way: number): Buffer =>
  Buffer.concat([
    Buffer.from([0xff, exif, 0, 34]),
    Buffer.from('Exif\0\0MM\0*\0\0\0\b\0\x01', 'latin1'),
    Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, way, 0, 0, 0, 0, 0, 0]),
  ]);
