// Entry of `cdk synth` and `cdk deploy`: -c stage=… -c city=… [-c packs=…] [-c region=…] [-c domain=… -c certificate=…].
import { join, resolve } from 'node:path';
import { App } from 'aws-cdk-lib';
import { loadPack } from '#cities/load-pack.ts';
import { defineStacks } from './define-stacks.ts';
import { readSettings } from './settings.ts';

const root = join(import.meta.dirname, '..');
const app = new App({ analyticsReporting: false });
const settings = readSettings((key) => app.node.tryGetContext(key));
const packFolder = resolve(root, settings.packs ?? 'cities', settings.city);
await defineStacks(app, settings, { root, pack: loadPack(packFolder), packFolder });
app.synth();
