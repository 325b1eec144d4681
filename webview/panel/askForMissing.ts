import type { Host } from '../host';
import type { Store } from './store';

/** Asks the host for what is to be shown and is not here: numbers of a layer, a measure, figures. Each is asked for once. */
export function askForMissing(host: Host, store: Store): void {
  const once = (ask: (wanted: string) => void) => {
    let asked = '';
    return (wanted: string) => {
      if (wanted !== '' && wanted !== asked) ask(wanted);
      asked = wanted;
    };
  };
  const askForMeasure = once(() => {
    const { complete, awaited, view } = store;
    if (complete !== null && awaited !== null && view !== null)
      host.post({ type: 'measure', runId: complete.runId, name: awaited, layer: view.layer });
  });
  const askForLayer = once(() => {
    const { complete, missing } = store;
    if (complete !== null && missing !== null) host.post({ type: 'layer', runId: complete.runId, layer: missing });
  });
  const askForFigures = once((runId) => host.post({ type: 'figures', runId }));
  const ask = () => {
    const { complete, awaited, missing, view } = store;
    const runId = complete?.runId ?? '';
    const of = (wanted: string | number | null) => (complete === null || wanted === null ? '' : `${runId} ${wanted}`);
    askForLayer(of(missing));
    askForMeasure(of(awaited === null ? null : `${awaited} ${view?.layer}`));
    askForFigures(complete?.layers.every(({ known }) => known) === false ? runId : '');
  };
  store.onView(ask);
  store.onState(ask);
}
