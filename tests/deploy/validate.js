// Prints, as JSON, the errors that Microsoft's schemas find in a folder's manifest and translation.
const { readFileSync } = require("node:fs");
const { dirname, join } = require("node:path");
const { AppManifestUtils } = require("@microsoft/app-manifest");
const Ajv = require("ajv-draft-04"); // the validator that app-manifest itself uses

const read = (path) => JSON.parse(readFileSync(path, "utf-8"));

function translationFaults(translation, manifestVersion) {
  const package = dirname(require.resolve("@microsoft/app-manifest"));
  const folder = join(package, "json-schemas", "teams", `v${manifestVersion}`);
  const schema = read(join(folder, "MicrosoftTeams.Localization.schema.json"));
  // AppManifestUtils does not support translations, and the patterns of this schema are not valid as /u.
  const validate = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false }).compile(schema);
  validate(translation);
  return validate.errors ?? [];
}

async function main(folder) {
  const manifest = read(join(folder, "manifest.json"));
  const faults = await AppManifestUtils.validateAgainstSchema(manifest);
  const translation = read(join(folder, "zh-tw.json"));
  console.log(JSON.stringify([...faults, ...translationFaults(translation, manifest.manifestVersion)]));
}

main(process.argv[2]);
