// The person behind an ID token: roles and units are claims of the provider, `roles` and `units` (docs/deploying.md).
import { UnitIdSchema } from '#schemas/city/names.ts';
import { type Person, RoleSchema } from '#schemas/session.ts';
import type { IdClaims } from './verify-id-token.ts';

const texts = (claim: unknown): string[] => {
  if (typeof claim === 'string') return claim.split(/[\s,]+/).filter(Boolean);
  return Array.isArray(claim) ? claim.filter((one) => typeof one === 'string') : [];
};

const longestSub = 120;
const mostUnits = 40;

/** Undefined when no claim gives the person a role here. Words that are no role or no unit id are passed over. */
export const personOf = (claims: IdClaims): Person | undefined => {
  const roles = [...new Set(texts(claims['roles']).flatMap((one) => RoleSchema.safeParse(one).data ?? []))];
  if (roles.length === 0 || claims.sub.length > longestSub) return undefined;
  const units = [...new Set(texts(claims['units']).flatMap((one) => UnitIdSchema.safeParse(one).data ?? []))];
  return { sub: claims.sub, name: nameOf(claims), roles, units: units.slice(0, mostUnits) };
};

const nameOf = (claims: IdClaims): string => {
  const given = [claims['name'], claims['preferred_username']].find((one) => typeof one === 'string' && one !== '');
  return String(given ?? claims.sub).slice(0, 80);
};
