/* The part of lit 3.3.3 that the pages use, as vendored in lit.js. */
export type TemplateResult = { readonly strings: TemplateStringsArray; readonly values: unknown[] };
export function html(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
export function svg(strings: TemplateStringsArray, ...values: unknown[]): TemplateResult;
export const nothing: unique symbol;
export const noChange: unique symbol;
export function render(value: unknown, container: HTMLElement | DocumentFragment, options?: object): unknown;
export function repeat<T>(
  items: Iterable<T>,
  key: (item: T, index: number) => unknown,
  template: (item: T, index: number) => unknown,
): unknown;
export function classMap(classes: Record<string, boolean | string | number | undefined>): unknown;
export function live(value: unknown): unknown;
export function keyed(key: unknown, value: unknown): unknown;
export interface Ref<T = Element> {
  readonly value?: T;
}
export function createRef<T = Element>(): Ref<T>;
export function ref(target: Ref | ((element: Element | undefined) => void)): unknown;
export class LitElement extends HTMLElement {
  static properties: Record<string, { attribute?: boolean | string; state?: boolean; type?: unknown; reflect?: boolean }>;
  readonly updateComplete: Promise<boolean>;
  readonly isConnected: boolean;
  connectedCallback(): void;
  disconnectedCallback(): void;
  createRenderRoot(): HTMLElement | DocumentFragment;
  requestUpdate(): void;
  render(): unknown;
}
