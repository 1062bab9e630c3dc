// Words of the task page and of the citizen's pages, part of `messages/<locale>.yaml`. Closed lists, as those of the desk.
import * as z from 'zod';

const label = z.string().min(1).max(80);
const sentence = z.string().min(1).max(300);

const sentences = <Key extends string>(keys: readonly Key[]) =>
  z.strictObject(Object.fromEntries(keys.map((key) => [key, sentence])) as Record<Key, typeof sentence>);

/** What a task page asks for, in one sentence; `decide` is any task of desk or supervisor. */
export const asks = ['sign', 'work', 'assist', 'emergency', 'decide', 'citizen'] as const;

/** Clocks of which a citizen is told, each a sentence with the moment: {when}. */
export const toldClocks = [
  'emergency-acknowledgement',
  'desk-classification',
  'sign-for',
  'first-contact',
  'reply',
  'return-review',
  'progress-report',
  'reply-review',
  'callback-give-up',
  'ruling',
] as const;

export const PageWordsSchema = z.strictObject({
  taskTitle: label,
  asks: sentences(asks),
  deadlines: label,
  /** What the two kinds of time count. */
  workingTime: sentence,
  naturalTime: sentence,
  category: label,
  legalBasis: label,
  dutyLine: label,
  history: label,
  citizenWords: label,
  reply: label,
  done: sentence,
  confirm: label,
  otherActs: label,
  alreadyDone: sentence,
  /** Above a form that was refused: what was typed is still there. */
  notSent: sentence,
  missing: sentence,
  wrong: sentence,
  findUnit: sentence,
  points: label,
  pointsHint: sentence,
  linkExpired: sentence,
  linkUnknown: sentence,
  unknownCase: sentence,
  tooManyTries: sentence,
  tryAgain: label,
  trackingTitle: label,
  lastFourDigits: label,
  nextStep: label,
  /** What a status means for the citizen, and what comes next. */
  means: sentences([
    'received',
    'handed-over',
    'with-duty-desk',
    'assigned',
    'in-progress',
    'return-in-review',
    'reply-in-review',
    'awaiting-ruling',
    'awaiting-citizen',
    'long-term',
    'merged',
    'stuck',
    'closed',
  ]),
  nextBy: sentences(toldClocks),
  unsolved: sentence,
  answeredWell: sentence,
  answeredBadly: sentence,
  reveal: label,
  revealWhy: sentence,
  revealReason: label,
  askCode: label,
  code: label,
  codeSent: sentence,
  wrongCode: sentence,
  tooManyCodes: sentence,
  notRevealed: sentence,
  revealed: sentence,
  back: label,
  photos: label,
  addPhotos: label,
  noPhotos: sentence,
  /** {most}: how many; {mb}: how large. */
  photosHint: sentence,
  photosShown: sentence,
  choosePhoto: label,
  sendPhoto: label,
  removePhoto: label,
  /** {unit} and {when}, below a picture. */
  photoBy: sentence,
  photoArriving: sentence,
  photoArrived: sentence,
  photoRemoved: sentence,
  enoughPhotos: sentence,
  lookAgain: label,
  photoRefused: sentences(['not-a-picture', 'damaged', 'too-large', 'too-many']),
  person: z.strictObject({ name: label, phone: label, email: label, address: label, text: label }),
  reason: label,
  submit: label,
  notPossible: sentence,
});
