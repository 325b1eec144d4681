// The peer: the same points as a scatter series of ECharts, selected by its brush component.
import { ScatterChart, type ScatterSeriesOption } from 'echarts/charts';
import {
  BrushComponent,
  type BrushComponentOption,
  GridComponent,
  type GridComponentOption,
  TooltipComponent,
  type TooltipComponentOption,
} from 'echarts/components';
import { type ComposeOption, init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { unitAxes } from '../../webview/charts/axes';
import { unitSquare } from '../../webview/charts/geometry';
import { readTheme, watchTheme } from '../../webview/theme';
import { type BenchPage, MARK } from './page';

use([ScatterChart, BrushComponent, GridComponent, TooltipComponent, CanvasRenderer]);

type Option = ComposeOption<ScatterSeriesOption | BrushComponentOption | GridComponentOption | TooltipComponentOption>;

/** What the brush tells of, as far as it is read. */
interface BrushSelected {
  readonly batch?: readonly { readonly selected?: readonly { readonly dataIndex?: readonly number[] }[] }[];
}

/** @param large whether all points are one shape, which is fast but cannot be selected from, or each one of its own */
export function brushPage({ large }: { readonly large: boolean }): void {
  const element = document.createElement('div');
  element.className = 'chart weights-chart';
  document.body.append(element);
  const { clientWidth, clientHeight } = element;
  const chart = init(element, null, { width: clientWidth, height: clientHeight });
  let selected = 0;
  chart.on('brushSelected', (event) => {
    const { batch = [] } = event as BrushSelected;
    selected = batch
      .flatMap((part) => part.selected ?? [])
      .reduce((sum, { dataIndex = [] }) => sum + dataIndex.length, 0);
  });
  watchTheme((theme) => {
    chart.setOption({
      ...unitAxes(unitSquare(clientWidth, clientHeight), theme),
      series: [{ id: 'points', itemStyle: { color: theme.point } }],
    });
  });
  const bench: BenchPage = {
    show: ({ x, y }) => {
      const theme = readTheme();
      const option: Option = {
        animation: false,
        ...unitAxes(unitSquare(clientWidth, clientHeight), theme),
        brush: {
          xAxisIndex: 0,
          brushMode: 'single',
          outOfBrush: { colorAlpha: 0.3 },
          inBrush: { color: theme.accent },
        },
        tooltip: { trigger: 'item', transitionDuration: 0 },
        series: [
          {
            id: 'points',
            type: 'scatter',
            data: interleaved(x, y),
            large,
            largeThreshold: 1,
            progressive: 0,
            symbol: 'rect',
            symbolSize: MARK.size,
            itemStyle: { color: theme.point, opacity: MARK.opacity },
          },
        ],
      };
      chart.setOption(option);
      chart.dispatchAction({
        type: 'takeGlobalCursor',
        key: 'brush',
        brushOption: { brushType: 'rect', brushMode: 'single' },
      });
    },
    selected: () => selected,
  };
  Object.assign(window, { bench });
}

/** x₀, y₀, x₁, y₁, …: the one layout that a large scatter takes without copying. Undefined points stay NaN and are skipped. */
function interleaved(x: Float64Array, y: Float64Array): Float32Array {
  const pairs = new Float32Array(2 * x.length);
  for (let point = 0; point < x.length; point++) {
    pairs[2 * point] = x[point] as number;
    pairs[2 * point + 1] = y[point] as number;
  }
  return pairs;
}
