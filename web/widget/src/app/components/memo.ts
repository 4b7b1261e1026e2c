/** A component that is drawn again only when one of its properties is another one. */

import { Component, type ComponentChild, createElement, type FunctionComponent } from "preact";

export function memo<Props extends object>(draw: FunctionComponent<Props>): FunctionComponent<Props> {
  class Memo extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
      const now = this.props as Record<string, unknown>;
      return Object.entries(next).some(([name, value]) => now[name] !== value);
    }
    override render(props: Props): ComponentChild {
      return createElement(draw, props);
    }
  }
  return Memo as unknown as FunctionComponent<Props>;
}
