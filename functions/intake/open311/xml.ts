// XML as GeoReport wants it: elements and text, nothing else. Every text is escaped, so no word of a citizen or a city
// can become markup; names of elements are constants of ours.

/** An element: its name, and its text or its children. Nothing inside is an empty element. */
export type XmlElement = readonly [name: string, content: XmlContent];
export type XmlContent = string | number | boolean | null | undefined | readonly XmlElement[];

/** A whole document in UTF-8. */
export const xmlDocument = (root: XmlElement): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n${elementText(root)}\n`;

/** One element a field, in order. */
export const elementsOf = (fields: Readonly<Record<string, XmlContent>>): XmlElement[] => Object.entries(fields);

const namePattern = /^[a-z][a-z0-9_]*$/;

const elementText = ([name, content]: XmlElement): string => {
  if (!namePattern.test(name)) throw new TypeError('an element has a name that we did not give');
  const inner = contentText(content);
  return inner === '' ? `<${name}/>` : `<${name}>${inner}</${name}>`;
};

const contentText = (content: XmlContent): string => {
  if (content === null || content === undefined) return '';
  return typeof content === 'object' ? content.map(elementText).join('') : escaped(String(content));
};

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // A parser would make a line feed of it.
  '\r': '&#13;',
};

// Characters that XML 1.0 cannot hold in any spelling.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are meant
const unheld = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const escaped = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(unheld, '\ufffd')
    .replaceAll(/[&<>"'\r]/g, (one) => entities[one] ?? one);
