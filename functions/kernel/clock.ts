// The only wall clock of the functions (DESIGN §2, time): for deliveries, which happen when they happen. Decisions
// take their time from the event that asks for them.

export const wallClock = (): string => new Date().toISOString();
