// Weeks as the ledger counts them (ISO 8601): they begin on Monday, and the first one holds the year's first Thursday.

/** ISO week of an instant, `2026-W48`. */
export const weekOf = (at: string): string => {
  const day = new Date(`${at.slice(0, 10)}T00:00:00.000Z`);
  const thursday = new Date(day.getTime() + (4 - (day.getUTCDay() || 7)) * 86_400_000);
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1);
  const week = Math.ceil(((thursday.getTime() - first) / 86_400_000 + 1) / 7);
  return `${thursday.getUTCFullYear()}-W${String(week).padStart(2, '0')}`;
};
