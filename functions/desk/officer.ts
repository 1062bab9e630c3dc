// How a person who has signed in stands in a commit: unit and an opaque id. The name is kept with people's data, where it
// can be erased (DESIGN §2).
import { sha256 } from '#kernel/keyed-hash.ts';
import type { Person } from '#schemas/session.ts';

export const officerId = ({ sub }: Pick<Person, 'sub'>): string => sha256(`officer\u0000${sub}`).slice(0, 16);

/** The id of an actor: `hotline-centre/1f0c…`. */
export const actorId = (unit: string, person: Person): string => `${unit.slice(0, 60)}/${officerId(person)}`;
