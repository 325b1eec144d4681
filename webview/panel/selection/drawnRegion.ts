import type { ParameterSet } from '../../../src/model/parameterSet';
import type { Region } from '../../../src/model/region';
import type { Tool } from '../../charts/gestures/gestures';
import type { RegionTarget } from '../../charts/gestures/pointing';
import { type FramePosition, markRegion } from '../../charts/marks';
import type { Theme } from '../../theme';
import type { CombineMode } from '../../ui/combineMode';
import type { Store } from '../store';

/** What a box or a lasso on a plot is about. */
export interface RegionContents {
  /** The parameters whose points lie in it. */
  within(region: Region): ParameterSet;
  select(set: ParameterSet, mode: CombineMode, tool: Tool): void;
  /** Draws what lies over the plot anew. */
  redraw(): void;
}

/** The box or lasso that is being drawn on a plot: what it would select is previewed until it is whole or given up. */
export class DrawnRegion implements RegionTarget {
  private region: Region | null = null;

  constructor(
    private readonly store: Store,
    private readonly contents: RegionContents,
  ) {}

  tool(): Tool {
    return this.store.tool;
  }

  preview(region: Region, mode: CombineMode): void {
    const { selection } = this.store;
    this.show(region);
    selection.preview(selection.combine(this.contents.within(region), mode));
  }

  commit(region: Region, mode: CombineMode): void {
    this.show(null);
    this.contents.select(this.contents.within(region), mode, region.kind);
  }

  cancel(): void {
    this.show(null);
    this.store.selection.preview(null);
  }

  mark(canvas: CanvasRenderingContext2D, place: FramePosition, theme: Theme): void {
    if (this.region !== null) markRegion(canvas, place, this.region, theme);
  }

  private show(region: Region | null): void {
    this.region = region;
    this.contents.redraw();
  }
}
