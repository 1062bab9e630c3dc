// A case as GeoReport tells it: where it stands in the city's plain words, who has it, until when, and where it is. The
// citizen's words and whatever names a person stay here.
import { deadlinesOf, nextStepsOf } from '#functions/callback/next-steps.ts';
import type { CaseState } from '#functions/case/case-state.ts';
import { statusOf } from '#functions/case/status.ts';
import { adviceText } from '#functions/pages/advice-text.ts';
import { inWords } from '#functions/pages/format.ts';
import { maskRequest } from '#functions/people/mask-request.ts';
import type { Locale } from '#schemas/city/names.ts';
import type { CityPack } from '#schemas/city/pack.ts';
import type { Open311Request } from '#schemas/open311.ts';
import type { PersonalRequest } from '#schemas/people.ts';
import { serviceCodeOf } from './services.ts';

export type Told = {
  caseId: string;
  state: CaseState;
  updatedAt: string;
  /** Undefined once the city's retention is over. */
  person: PersonalRequest | undefined;
};

export const isOpen = ({ stage }: CaseState): boolean => stage.name !== 'closed' && stage.name !== 'ending';

/** The category it is handled under, or until then the one that was asked for. */
export const categoryOf = ({ category, intake }: CaseState): string | undefined => category ?? intake.claimedCategory;

export const serviceRequestOf = (
  { caseId, state, updatedAt, person }: Told,
  pack: CityPack,
  locale: Locale,
): Open311Request => {
  const category = categoryOf(state);
  const { roles } = pack.city;
  const unit = state.handling?.lead ?? roles.dutyDesk;
  const due = deadlinesOf(state).find(({ kind }) => kind === 'reply')?.dueAt;
  const address = person?.address;
  return {
    service_request_id: caseId,
    status: isOpen(state) ? 'open' : 'closed',
    status_notes: notesOf(state, pack, locale),
    service_name: pack.catalogue.leaves.find(({ path }) => path === category)?.name[locale] ?? null,
    service_code: category === undefined ? null : serviceCodeOf(category),
    description: null,
    agency_responsible: pack.departments.units.find(({ id }) => id === unit)?.name[locale] ?? null,
    service_notice: noticeOf(state, pack, locale),
    requested_datetime: inSeconds(state.intake.receivedAt),
    updated_datetime: inSeconds(updatedAt),
    expected_datetime: due === undefined ? null : inSeconds(due),
    address: person === undefined || address === undefined ? null : maskRequest(person)(address),
    address_id: null,
    zipcode: null,
    lat: person?.lat ?? null,
    long: person?.lon ?? null,
    media_url: null,
  };
};

/** What the citizen's own page says: the status in a sentence, the outcome, and what was advised instead of handling. */
const notesOf = (state: CaseState, pack: CityPack, locale: Locale): string => {
  const { pages, desk, open311 } = pack.messages[locale];
  const { stage } = state;
  const outcomes: Partial<Record<string, string>> = desk.values;
  const outcome = stage.name === 'closed' || stage.name === 'ending' ? outcomes[stage.outcome] : undefined;
  const told = [
    pages.means[statusOf(state)],
    outcome === undefined ? undefined : open311.outcome.replace('{outcome}', outcome),
    adviceText(state.advice, pack, locale),
  ];
  return told.filter((one) => one !== undefined).join(locale === 'en' ? ' ' : '');
};

/** What comes next, and by when. */
const noticeOf = (state: CaseState, pack: CityPack, locale: Locale): string | null => {
  const [next] = nextStepsOf(state, pack);
  if (next === undefined) return null;
  const sentences: Partial<Record<string, string>> = pack.messages[locale].pages.nextBy;
  return sentences[next.kind]?.replace('{when}', inWords(next.dueAt, pack.city.timeZone, locale)) ?? null;
};

/** The standard's own form of an instant has no fractions. */
const inSeconds = (instant: string): string => instant.replace(/\.\d+Z$/, 'Z');
