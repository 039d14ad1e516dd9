import type { ConfigHooks } from "hardhat/types/hooks";

/**
 * Hardhat compiles files together if they share the very object of their settings, and gives each override one of its own. Overrides that
 * say the same become one here: the Solidity tests are then one job, not ninety that each compile all that they import.
 */
export default async (): Promise<Partial<ConfigHooks>> => ({
  async resolveUserConfig(userConfig, resolveVariable, next) {
    const config = await next(userConfig, resolveVariable);
    for (const profile of Object.values(config.solidity.profiles)) {
      const known = new Map<string, (typeof profile.overrides)[string]>();
      for (const [path, settings] of Object.entries(profile.overrides)) {
        const key = JSON.stringify(settings);
        profile.overrides[path] = known.get(key) ?? settings;
        if (!known.has(key)) known.set(key, settings);
      }
    }
    return config;
  },
});
