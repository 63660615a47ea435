import { Component, type ComponentChildren } from "preact";
import { Button } from "../design/button";
import { Callout } from "../design/messages";
import { words } from "../words";

/** A mistake of the page takes down a view, not the console: another view can be opened. */
export class CrashGuard extends Component<
  { at: string; children: ComponentChildren },
  { broken: boolean }
> {
  override state = { broken: false };

  static override getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override componentDidUpdate(before: { at: string }): void {
    if (this.state.broken && before.at !== this.props.at) this.setState({ broken: false });
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return (
      <Callout tone="error">
        <p>{words.trouble.unexpected}</p>
        <Button onClick={() => location.reload()}>{words.trouble.reload}</Button>
      </Callout>
    );
  }
}
