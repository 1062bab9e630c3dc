// Runs before `npm start` and `npm test`: installs what is missing, so that two commands are enough on a fresh machine.
// Plain JavaScript: the machine's own Node runs it, which may be old; everything after it runs on the Node of the project.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '..');
const installed = join(root, 'node_modules', '.package-lock.json');
const wanted = join(root, 'package-lock.json');

const say = (text) => process.stderr.write(`${text}\n`);

const isInstalled = () => existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs;

/** What to do about an installation that failed, in words. */
const advice = (output) => {
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|network/i.test(
      output,
    )
  ) {
    return 'The npm registry could not be reached. Connect to the network, or name a mirror with `npm config set registry URL`, and run the command again.';
  }
  if (/E404|ETARGET/.test(output))
    return 'The registry lacks a package. If it is a mirror, it may be behind: try the public one, and run the command again.';
  if (/ENOSPC/.test(output)) return 'The disk is full: about 700 MB are needed. Make room and run the command again.';
  if (/EACCES|EPERM|EROFS/.test(output))
    return `This folder cannot be written to: ${root}. Give it to your user and run the command again.`;
  return 'See the lines above. `npm ci` by hand shows the same; once it works, run the command again.';
};

const install = () =>
  new Promise((resolve) => {
    const npm = process.env.npm_execpath;
    const words = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
    const [command, before] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
    const child = spawn(command, [...before, ...words], { cwd: root, stdio: ['ignore', 'inherit', 'pipe'] });
    let output = '';
    child.stderr.on('data', (part) => {
      output += part;
      process.stderr.write(part);
    });
    child.on('error', (fault) => resolve({ code: 1, output: String(fault) }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });

/** The project brings its own Node as a package; without its install script there is only an empty folder. */
const checkNode = () => {
  const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  const { stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' });
  const required = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.match(/\d+/)[0];
  const major = Number(/^v(\d+)/.exec(stdout ?? '')?.[1] ?? 0);
  if (major >= Number(required)) return;
  say(`Node ${required} of the project is missing (node_modules/.bin/node says ${stdout?.trim() || 'nothing'}).`);
  say('Its install script did not run. Allow it: `npm config delete ignore-scripts`, then `npm rebuild node`.');
  process.exit(1);
};

if (!isInstalled()) {
  say('Installing packages (npm ci), once: about half a minute …');
  const started = Date.now();
  const { code, output } = await install();
  if (code !== 0) {
    say(`The packages could not be installed. ${advice(output)}`);
    process.exit(1);
  }
  say(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}
checkNode();
