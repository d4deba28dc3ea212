// SPDX-License-Identifier: MIT
// The vendor's download server and GitHub's list of IBC's releases, on loopback; and installers in the shape of the real ones.
import { createServer } from 'node:http';
import { createReadStream, mkdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const INSTALLER_BYTES = 105_000_000;

/** Answers from a table: path → string, function giving a string, or { file }. What is not in it is a 404 in HTML. */
export class VendorServer {
  routes = new Map();
  asked = [];

  async start() {
    this.server = createServer((request, response) => this.#answer(request.url, response));
    await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
    this.base = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  #answer(path, response) {
    this.asked.push(path);
    let answer = this.routes.get(path);
    if (typeof answer === 'function') answer = answer();
    if (answer === undefined) {
      response.writeHead(404, { 'content-type': 'text/html' });
      response.end('<!DOCTYPE html><html><body>Not Found</body></html>');
    } else if (typeof answer === 'string') {
      response.end(answer);
    } else {
      response.writeHead(200, { 'content-length': statSync(answer.file).size });
      createReadStream(answer.file).pipe(response);
    }
  }

  get environment() {
    return { INSTALLER_BASE: `${this.base}/installers`, IBC_BASE: `${this.base}/ibc`, IBC_RELEASES: `${this.base}/releases` };
  }

  #folder(program, channel) { return `/installers/${program}/${channel}-standalone`; }

  version(program, channel, version) {
    const answer = typeof version === 'string' ? jsonp(program, version) : version;
    this.routes.set(`${this.#folder(program, channel)}/version.json`, answer);
  }

  installer(program, channel, machine, answer) {
    this.routes.set(`${this.#folder(program, channel)}/${program}-${channel}-standalone-linux-${machine}.sh`, answer);
  }

  /** Every program of image/versions, with the same installer. */
  offerAll(version, file) {
    for (const program of ['ibgateway', 'tws'])
      for (const channel of ['stable', 'latest']) {
        this.version(program, channel, version);
        for (const machine of ['x64', 'arm']) this.installer(program, channel, machine, { file: file(program) });
      }
  }

  ibc(releases, archives) {
    this.routes.set('/releases', JSON.stringify(releases.map(({ tag, ...rest }) => ({
      tag_name: tag, draft: false, prerelease: false,
      assets: [{ name: `IBCLinux-${tag}.zip`, browser_download_url: `${this.base}/ibc/${tag}/IBCLinux-${tag}.zip` }], ...rest,
    }))));
    for (const [tag, file] of Object.entries(archives)) this.routes.set(`/ibc/${tag}/IBCLinux-${tag}.zip`, { file });
  }

  stop() {
    this.server.closeAllConnections();
    return new Promise((done) => this.server.close(done));
  }
}

export const jsonp = (program, version) => `${program}stable_callback({"buildVersion":"${version}","buildDateTime":"20260101 09:00:00"});\n`;

/** A file that looks like an installer from outside; `mark` makes its digest. */
export function hollowInstaller(file, mark) {
  writeFileSync(file, `#!/bin/sh\n# ${mark}\nexit 1\n`);
  truncateSync(file, INSTALLER_BYTES);
  return file;
}

/** An archive as IBC's releases are; its IBC.jar holds `content`. */
export function ibcArchive(folder, name, content) {
  const place = join(folder, `${name}.d`), file = join(folder, `${name}.zip`);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'IBC.jar'), content);
  writeFileSync(join(place, 'LICENSE.txt'), 'a licence\n');
  execFileSync('jar', ['--create', '--no-manifest', '--file', file, '-C', place, 'IBC.jar', '-C', place, 'LICENSE.txt']);
  return file;
}

// Where the Java lies, by layout; with what the .cfg files say of it.
const places = {
  optShared: { java: '/opt/i4j_jres/abcdef0123456789/17.0.10.0.101', pref: '/opt/i4j_jres/abcdef0123456789/17.0.10.0.101', decoy: '/opt/i4j_jres/abcdef0123456789/1.8.0_202' },
  localShared: { java: '/usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/17.0.16.0.101-zulu_64', inst: '/usr/local/i4j_jres/Oda-jK0QgTEmVssfllLP/17.0.16.0.101-zulu_64' },
  private: { java: '$dir/jre', inst: '/tmp/ibgateway-10.48.1c-standalone-linux-x64.sh.2480.dir/jre' },
};
export const layouts = Object.keys(places);

/**
 * A self-extracting installer: `-q -dir PATH`. `parts` is a folder with program/ (what goes to PATH) and java/ (a JRE).
 */
export function makeInstaller(file, parts, layout) {
  const { java, pref, inst, decoy } = places[layout];
  const script = `#!/bin/sh
# A stand-in for the vendor's installer: a shell script with an archive behind it.
dir= quiet=
while [ $# -gt 0 ]; do
    case $1 in
    -q) quiet=yes ;;
    -dir) dir=$2; shift ;;
    *) echo "unknown option $1" >&2; exit 64 ;;
    esac
    shift
done
[ -n "$quiet" ] && [ -n "$dir" ] || exit 65
work=$(mktemp -d /tmp/installer.XXXXXX)
tail -c +SKIP "$0" | tar -xf - -C "$work" || exit 66
mkdir -p "$dir" "$(dirname "${java}")"
cp -R "$work/program/." "$dir/"
mv "$work/java" "${java}"
${pref ? `echo '${pref}' > "$dir/.install4j/pref_jre.cfg"` : ''}
${inst ? `echo '${inst}' > "$dir/.install4j/inst_jre.cfg"` : ''}
${decoy ? `mkdir -p ${decoy}/bin; printf '#!/bin/sh\\nexit 1\\n' > ${decoy}/bin/java; chmod 755 ${decoy}/bin/java; echo 'JAVA_VERSION="1.8.0_202"' > ${decoy}/release` : ''}
touch "$dir/uninstall"
rm -rf "$work"
echo "Finishing installation..."
exit 0
`;
  const head = script.replace('SKIP', String(script.length + 5).padStart(8, '0'));
  writeFileSync(file, head);
  execFileSync('sh', ['-c', 'tar -C "$1" -cf - program java >> "$2"', 'sh', parts, file]);
  if (statSync(file).size < INSTALLER_BYTES) truncateSync(file, INSTALLER_BYTES);
  return file;
}
