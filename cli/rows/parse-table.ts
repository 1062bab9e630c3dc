// CSV and TSV as spreadsheets write them (RFC 4180): quotes, line breaks inside quotes, a byte order mark, CRLF.

/** Cells by row; empty lines are left out. `line` is where a row begins, counted from 1. */
export const parseTable = (text: string, separator: ',' | '\t'): { line: number; cells: string[] }[] => {
  const rows: { line: number; cells: string[] }[] = [];
  let line = 1;
  let row = { line, cells: [''] };
  let quoted = false;
  const put = (character: string): void => {
    row.cells[row.cells.length - 1] += character;
  };
  const endRow = (): void => {
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
    row = { line: line + 1, cells: [''] };
  };
  const content = text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  for (let at = 0; at < content.length; at += 1) {
    const character = content.charAt(at);
    if (quoted) {
      if (character !== '"') put(character);
      else if (content.charAt(at + 1) === '"') {
        put('"');
        at += 1;
      } else quoted = false;
    } else if (character === '"' && row.cells.at(-1) === '') quoted = true;
    else if (character === separator) row.cells.push('');
    else if (character === '\n') endRow();
    else put(character);
    if (character === '\n') line += 1;
  }
  endRow();
  return rows;
};
