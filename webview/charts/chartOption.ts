import type { BarSeriesOption, HeatmapSeriesOption, LineSeriesOption, ScatterSeriesOption } from 'echarts/charts';
import type { GridComponentOption, MarkAreaComponentOption } from 'echarts/components';
import type { ComposeOption } from 'echarts/core';

/** What a chart is made of, of the parts of ECharts that the page bundles. */
export type ChartOption = ComposeOption<
  | ScatterSeriesOption
  | LineSeriesOption
  | HeatmapSeriesOption
  | BarSeriesOption
  | GridComponentOption
  | MarkAreaComponentOption
>;
