// Records without citizens (STYLE 20): JSON lines with ids and counts. Anything that looks like personal data is
// masked by key and by pattern before it is written (DESIGN §8).
import { maskPersonalData } from '#functions/triage/mask-personal-data.ts';
import { wallClock } from './clock.ts';

type Fields = Readonly<Record<string, unknown>>;
type Level = 'debug' | 'info' | 'warn' | 'error';

const order: Record<Level, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const hidden = /name|phone|address|idnumber|text|token|secret|comment|email|mailbox/i;
const allowed = new Set(['state', 'functionName', 'errorName', 'textId']);

/** A field of a log record as it may be written: secrets and people hidden, long texts cut, patterns masked. */
export const redact = (value: unknown, key = '', depth = 0): unknown => {
  if (hidden.test(key) && !allowed.has(key)) return '[redacted]';
  if (typeof value === 'string') return maskPersonalData(value.slice(0, 500));
  if (Array.isArray(value)) return depth > 3 ? '[deep]' : value.slice(0, 20).map((one) => redact(one, key, depth + 1));
  if (typeof value === 'object' && value !== null) {
    if (depth > 3) return '[deep]';
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, redact(one, name, depth + 1)]));
  }
  return value;
};

const threshold = (): number => {
  const level = process.env['LOG_LEVEL'];
  return level === 'debug' || level === 'info' || level === 'warn' || level === 'error' ? order[level] : order.info;
};

const write = (level: Level, message: string, fields: Fields): void => {
  if (order[level] < threshold()) return;
  process.stdout.write(
    `${JSON.stringify({ level, message, ...Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, redact(value, key)])) })}\n`,
  );
};

export const log = {
  debug: (message: string, fields: Fields = {}) => write('debug', message, fields),
  info: (message: string, fields: Fields = {}) => write('info', message, fields),
  warn: (message: string, fields: Fields = {}) => write('warn', message, fields),
  error: (message: string, fields: Fields = {}) => write('error', message, fields),
};

/** A fault as a log field: its name and message, never what it was about. */
export const faultFields = (fault: unknown): Fields =>
  fault instanceof Error
    ? { errorName: fault.name, error: fault.message, stack: fault.stack?.split('\n').slice(1, 6).join(' | ') }
    : { error: String(fault) };

/** A metric in CloudWatch's embedded format: a log line that becomes a number. */
export const countMetric = (metric: string, value = 1): void => {
  process.stdout.write(
    `${JSON.stringify({
      _aws: {
        Timestamp: Date.parse(wallClock()),
        CloudWatchMetrics: [
          { Namespace: 'Jiesu', Dimensions: [['Stage']], Metrics: [{ Name: metric, Unit: 'Count' }] },
        ],
      },
      Stage: process.env['STAGE'] ?? 'dev',
      [metric]: value,
    })}\n`,
  );
};
