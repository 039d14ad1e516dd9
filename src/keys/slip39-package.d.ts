/** The package has no types. These are of what is used here. */
declare module "slip39" {
  type Group = [threshold: number, members: number, description?: string];
  const slip39: {
    /** Warning: only a plain array of numbers. Of a Buffer it silently makes shares that do not give the secret back. */
    fromArray(
      secret: number[],
      options: {
        passphrase?: string;
        threshold?: number;
        groups?: Group[];
        iterationExponent?: number;
        extendableBackupFlag?: 0 | 1;
      },
    ): { readonly root: { readonly children: readonly { readonly mnemonics: string[] }[] } };
    recoverSecret(mnemonics: string[], passphrase?: string): number[];
    validateMnemonic(mnemonic: string): boolean;
  };
  export default slip39;
}

declare module "slip39/src/slip39_helper.js" {
  const helper: { readonly WORD_LIST: readonly string[] };
  export default helper;
}
