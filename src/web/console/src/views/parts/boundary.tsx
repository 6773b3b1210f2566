// A view that failed takes down itself and nothing else; drafts and what was on its way are kept.

import { Component, type ReactNode } from "react";
import { t } from "../../text/text";

export class Boundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children;
    return (
      <main className="nothing" role="alert">
        <h1>{t("boundary.title")}</h1>
        <p>{t("boundary.kept")}</p>
        <button type="button" className="button button-main" onClick={() => this.setState({ hasFailed: false })}>
          {t("boundary.again")}
        </button>
      </main>
    );
  }
}
