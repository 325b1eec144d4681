import { Command } from '../ids';
import type { Claims } from './claims';

export function claimsCommands(claims: Claims) {
  return {
    [Command.testClaims]: (argument: unknown) => claims.test(argument),
    [Command.cancelClaims]: () => claims.cancel(),
    [Command.openClaims]: (argument: unknown) => claims.openPage(argument),
    [Command.saveClaims]: () => claims.save(),
    [Command.openClaimsSeed]: (argument: unknown) => claims.openSeed(argument),
  };
}
