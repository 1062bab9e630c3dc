// What starts by itself: apps, tests, benchmarks, and every function that is deployed.
import { functions } from './infra/functions.ts';

export default {
  entry: [
    'infra/app.ts',
    'infra/lambda-credentials.ts',
    'local/main.ts',
    'local/**/worker-thread.ts',
    'test/**/*.test.ts',
    'test/local/runtime/fixture/handlers/*.ts',
    'bench/engine/*.ts',
    'bench/{triage,duplicates/judge,emergency/train,hot-topics/find}.ts',
    'bench/classify/{run,in-one-process}.ts',
    'functions/messages/mail-by-smtp.ts',
    'functions/triage/no-second-opinion.ts',
    ...functions.map(({ entry }) => entry),
  ],
  project: ['{infra,functions,schemas,local,cities,cli,test,bench}/**/*.{ts,mjs}'],
  ignoreExportsUsedInFile: true,
};
