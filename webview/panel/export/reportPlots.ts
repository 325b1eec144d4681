import * as l10n from '@vscode/l10n';
import type { RunView } from '../../../src/model/runView';
import { runCaption } from '../../../src/text/caption';
import { groupWords } from '../../../src/text/groupWords';
import { CellPicture } from '../../charts/cells/cellPicture';
import { hatch, strike } from '../../charts/cells/cells';
import type { Exportable } from '../../charts/export/exportable';
import { colourKey } from '../../charts/export/keys';
import { readTheme } from '../../theme';
import { INPUT_MAPS } from '../pixels/maps';

/** The plots of a report: those of the panel, but the map of r, which the report is about, whatever map is shown. */
export function reportPlots(run: RunView | null, exportables: readonly Exportable[]): readonly Exportable[] {
  return exportables.map((one) => (run !== null && one.plot === 'pixels' ? mapOfR(run) : one));
}

function mapOfR(run: RunView): Exportable {
  const { values: valuesOf, scale: scaleOf, format, label, caption } = INPUT_MAPS.r;
  const values = valuesOf(run) as Float64Array;
  const scale = scaleOf(values);
  const inputs = [...values.keys()];
  const constant = inputs.filter((input) => run.constantInput[input] === 1);
  const undefinedOnes = inputs.filter((input) => Number.isNaN(values[input]));
  const picture = new CellPicture('pixels-chart', readTheme(), (canvas, grid, theme) => {
    hatch(canvas, grid, constant, theme);
    strike(canvas, grid, undefinedOnes, theme);
  });
  const { rows, columns } = run.image ?? { rows: 1, columns: values.length };
  const drawn = values.map((value, input) => (run.constantInput[input] === 1 ? Number.NaN : value));
  picture.show({ rows, columns, values: drawn, ...scale });
  const words = label(groupWords(run.title));
  const exportable = picture.chart.exportable({
    plot: 'pixels',
    title: l10n.t('Pixels: {0}', words),
    note: caption(run),
    colours: colourKey(words, scale, format),
    caption: runCaption(run.title),
  });
  // It is drawn for pictures alone.
  picture.chart.dispose();
  return exportable;
}
