// The package has no types of its own.
declare module 'asl-validator' {
  const validate: (definition: unknown) => { isValid: boolean; errorsText(): string };
  export = validate;
}
