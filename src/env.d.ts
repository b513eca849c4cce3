/** Version of the app, from package.json, fixed at build time. */
declare const __APP_VERSION__: string;
/** Address of the catalogue relative to the app's base, for example `packs/catalog-<sha256>.json`. */
declare const __CATALOGUE_PATH__: string;
/** SHA-256 (hex) of the catalogue's bytes: the root of trust for every model, fixed at build time. */
declare const __CATALOGUE_SHA256__: string;
