import * as l10n from '@vscode/l10n';
import type { RunView } from '../../../src/model/runView';
import type { SelectionQuery, Span } from '../../../src/model/selectionQuery';
import type { FormMistake } from './form';

/** What a query asks for that the run does not have: it would select nothing, and would not say why. */
export function outOfRange(query: SelectionQuery, run: RunView, shownLayer: number): FormMistake[] {
  const layers = query.tensors === 'all' ? run.layers : run.layers.slice(shownLayer - 1, shownLayer);
  const neurons = Math.max(...layers.map(({ outputs }) => outputs));
  const messages = [
    ...limits(query.x, 'xFrom', 'xTo', 'x'),
    ...limits(query.y, 'yFrom', 'yTo', 'y'),
    ...found('neurons', beyond(query.neurons, neurons, l10n.t('neurons'))),
    ...found('inputs', inputMistake(query, run, shownLayer)),
  ];
  return messages;
}

function found(field: FormMistake['field'], message: string | null): FormMistake[] {
  return message === null ? [] : [{ field, message }];
}

/** x and y are shares. */
function limits(span: Span | null, from: 'xFrom' | 'yFrom', to: 'xTo' | 'yTo', name: string): FormMistake[] {
  if (span === null) return [];
  const [low, high] = span;
  return [
    ...(low > 1 ? found(from, l10n.t('{0} from: found {1}; expected 1 at most.', name, low)) : []),
    ...(high < 0 ? found(to, l10n.t('{0} to: found {1}; expected 0 at least.', name, high)) : []),
  ];
}

function inputMistake(query: SelectionQuery, { image, layers }: RunView, shownLayer: number): string | null {
  const { inputs, rows, columns, tensors } = query;
  if (inputs === null && rows === null && columns === null) return null;
  if (tensors === 'biases') return l10n.t('inputs: a bias has none; expected nothing here, or weights.');
  const most = Math.max(
    ...layers.filter((_, index) => tensors === 'all' || index === shownLayer - 1).map((layer) => layer.inputs),
  );
  const mistake = beyond(inputs, most, l10n.t('inputs'));
  if (mistake !== null || (rows === null && columns === null)) return mistake;
  if (image === null)
    return l10n.t('inputs: the inputs of this run are no picture with rows and columns; expected 0 to {0}.', most - 1);
  if (tensors !== 'all' && shownLayer > 1)
    return l10n.t('inputs: layer 1 alone reads rows and columns of pixels; expected 0 to {0}.', most - 1);
  return beyond(rows, image.rows, l10n.t('row')) ?? beyond(columns, image.columns, l10n.t('column'));
}

/** The first number that there is not, counted from 0. */
function beyond(spans: readonly Span[] | null, count: number, name: string): string | null {
  const span = spans?.find(([, high]) => high >= count);
  if (span === undefined) return null;
  const [low, high] = span;
  const written = low === high ? String(low) : `${low}-${high}`;
  return l10n.t('{0}: found {1}; expected 0 to {2}.', name, written, count - 1);
}
