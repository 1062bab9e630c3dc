// Stands in for the SDK's default credential chain inside the bundles. A function finds its credentials in its
// environment, so profiles, sign-on, instance and container metadata are never loaded.

/** The same name and shape as `@aws-sdk/credential-provider-node` exports. */
export const defaultProvider = () => async () => {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  if (AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined) {
    throw new TypeError('no credentials in the environment: this bundle runs as a Lambda function');
  }
  return {
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN === undefined ? {} : { sessionToken: AWS_SESSION_TOKEN }),
  };
};
