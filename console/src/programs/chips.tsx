/** A few short things, each with a shape of its own. */
export function Chips({ texts }: { texts: readonly string[] }) {
  return (
    <ul class="chips">
      {texts.map((text) => (
        <li key={text} class="chip">
          {text}
        </li>
      ))}
    </ul>
  );
}
