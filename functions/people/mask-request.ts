// The citizen's words as others may read them: numbers masked, and the citizen's own name and address hidden wherever
// they stand in the text (DOMAIN §5). Everyone's are masked; anonymous and confidential are not a special case.

import { maskPersonalData } from '#functions/triage/mask-personal-data.ts';
import type { PersonalRequest } from '#schemas/people.ts';

/** A mask for texts of this request. */
export const maskRequest = (request: Pick<PersonalRequest, 'name' | 'phone' | 'email' | 'idNumber'>) => {
  const own = [request.name, request.phone, request.email, request.idNumber].filter(
    (one) => one !== undefined && one.length > 1,
  );
  return (text: string): string => {
    let masked = text;
    for (const word of own) if (word !== undefined) masked = masked.replaceAll(word, '＊＊');
    return maskPersonalData(masked);
  };
};
