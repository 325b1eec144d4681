import type { ClaimsView } from '../../model/claimsView';
import { judgeClaim } from './claims';
import { commandOf } from './command';
import type { Evidence } from './evidence';

/** What the page is made from: the evidence judged, and where it comes from. */
export function claimsViewOf(evidence: Evidence): ClaimsView {
  const { engine, configHash, config, data, seeds, parts, rates = [] } = evidence;
  const status = [...Object.values(parts), ...rates].flatMap((part) => part.status);
  return {
    engine,
    configHash,
    config: JSON.stringify(config, undefined, 2),
    command: commandOf(evidence),
    dataName:
      'generator' in data ? `${data.name} (${data.generator}, version ${data.version}, seed ${data.seed})` : data.name,
    drawn: 'generator' in data,
    checksums: 'sha256' in data ? data.sha256 : null,
    seeds,
    learningRate: config.learningRate,
    diverged: status.filter((one) => one === 'diverged').length,
    claims: judgeClaim(evidence),
  };
}
