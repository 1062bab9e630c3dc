// Reads a cdk.out folder: which stacks it holds, in which order they are deployed, and where their assets lie.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { isObject, type JsonObject, parseJson } from '../json.ts';
import { RefusedError } from '../refusal.ts';

const ManifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({
      type: z.string(),
      environment: z.string().optional(),
      dependencies: z.array(z.string()).default([]),
      displayName: z.string().optional(),
      properties: z
        .looseObject({
          templateFile: z.string().optional(),
          file: z.string().optional(),
          stackName: z.string().optional(),
          directoryName: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

const AssetsSchema = z.looseObject({
  files: z
    .record(
      z.string(),
      z.looseObject({
        source: z.looseObject({ path: z.string(), packaging: z.enum(['zip', 'file']).default('file') }),
        destinations: z.record(z.string(), z.looseObject({ objectKey: z.string() })),
      }),
    )
    .default({}),
  dockerImages: z.record(z.string(), z.unknown()).default({}),
});

export type Asset = { path: string; packaging: 'zip' | 'file' };

export type StackArtifact = {
  stackName: string;
  /** Undefined when the app left the region open. */
  region: string | undefined;
  template: JsonObject;
  /** File assets by the key under which a deployment would upload them. */
  assets: ReadonlyMap<string, Asset>;
};

export type Assembly = { directory: string; stacks: StackArtifact[] };

export function readAssembly(directory: string): Assembly {
  const manifest = ManifestSchema.parse(readJson(join(directory, 'manifest.json')));
  const stacks: StackArtifact[] = [];
  for (const [id, artifact] of inDependencyOrder(manifest.artifacts)) {
    if (artifact.type === 'cdk:cloud-assembly' && artifact.properties?.directoryName !== undefined) {
      stacks.push(...readAssembly(join(directory, artifact.properties.directoryName)).stacks);
    }
    if (artifact.type !== 'aws:cloudformation:stack') continue;
    const file = artifact.properties?.templateFile;
    if (file === undefined) throw new RefusedError([`${directory}: stack ${id} names no template file`]);
    const template = readJson(join(directory, file));
    if (!isObject(template)) throw new RefusedError([`${file} is not a template`]);
    const assetFiles = artifact.dependencies
      .map((dependency) => manifest.artifacts[dependency])
      .filter((dependency) => dependency?.type === 'cdk:asset-manifest')
      .flatMap((dependency) => dependency?.properties?.file ?? []);
    stacks.push({
      stackName: artifact.properties?.stackName ?? id,
      region: regionOf(artifact.environment),
      template,
      assets: new Map(assetFiles.flatMap((assetFile) => readAssets(directory, assetFile))),
    });
  }
  return { directory, stacks };
}

function readAssets(directory: string, file: string): [string, Asset][] {
  const manifest = AssetsSchema.parse(readJson(join(directory, file)));
  const images = Object.keys(manifest.dockerImages);
  if (images.length > 0) throw new RefusedError([`${file}: container image assets are not run here (${images[0]})`]);
  return Object.values(manifest.files).flatMap(({ source, destinations }) =>
    Object.values(destinations).map(({ objectKey }): [string, Asset] => [
      objectKey,
      { path: join(directory, source.path), packaging: source.packaging },
    ]),
  );
}

function regionOf(environment: string | undefined): string | undefined {
  const region = environment?.split('/').at(-1);
  return region === undefined || region === 'unknown-region' || region === '' ? undefined : region;
}

function inDependencyOrder<A extends { dependencies: string[] }>(artifacts: Record<string, A>): [string, A][] {
  const ordered: [string, A][] = [];
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const artifact = artifacts[id];
    if (seen.has(id) || artifact === undefined) return;
    seen.add(id);
    artifact.dependencies.forEach(visit);
    ordered.push([id, artifact]);
  };
  Object.keys(artifacts).forEach(visit);
  return ordered;
}

function readJson(file: string): unknown {
  if (!existsSync(file)) throw new RefusedError([`${file} does not exist: is this a synthesized cdk.out folder?`]);
  const value = parseJson(readFileSync(file, 'utf8'));
  if (value === undefined) throw new RefusedError([`${file} is not JSON`]);
  return value;
}
