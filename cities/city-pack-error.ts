// What is wrong with a city pack, in words that lead to the line to change.

/** `file` as the caller named the folder, `path` within the file (`leaves[3].lead.unit`), `sentence` says what is wrong. */
export type PackProblem = { file: string; line: number; path: string; sentence: string };

const lineFor = ({ file, line, path, sentence }: PackProblem) => `${file}:${line} ${path} - ${sentence}`;

/** Every problem of a pack at once, so that a reviewer mends it in one go. */
export class CityPackError extends Error {
  override readonly name = 'CityPackError';
  readonly problems: readonly PackProblem[];

  constructor(folder: string, problems: readonly PackProblem[]) {
    const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
    super(`The city pack ${folder} has ${count}:\n${problems.map(lineFor).join('\n')}`);
    this.problems = problems;
  }
}
