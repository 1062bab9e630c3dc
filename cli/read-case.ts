// Where a case stands, as the source that sent it may see.
import { type CaseView, CaseViewSchema } from '#schemas/webhooks.ts';
import { CommandError } from './terminal.ts';

/** The case as the holder of `readKey` sees it; undefined when it is not theirs. @throws CommandError on anything else. */
export const readCase = async (api: string, caseId: string, readKey: string): Promise<CaseView | undefined> => {
  const response = await fetch(`${api}/v1/cases/${encodeURIComponent(caseId)}`, {
    headers: { authorization: `Bearer ${readKey}` },
  });
  if (response.ok) return CaseViewSchema.parse(await response.json());
  if (response.status === 404) return undefined;
  throw new CommandError(`${response.status}: ${(await response.text()).slice(0, 300)}`);
};
