/** A phone number as it is compared: digits only, without the country code. */
export const barePhone = (phone: string): string => phone.replaceAll(/\D/g, '').replace(/^86(?=1\d{10}$)/, '');
