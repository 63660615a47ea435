import { Button } from "../design/button";
import { Icon } from "../design/icon";
import { useServices } from "../services";
import { words } from "../words";
import { Popup } from "./popup";
import { THEMES, theme } from "./theme";

/** Who is signed in, how the page looks, and the way out. */
export function UserMenu() {
  const { session, config } = useServices();
  const user = session.user();
  if (!user) return null;
  return (
    <Popup label={words.nav.user(user.name, user.account)} face={<Icon name="user" />}>
      {() => (
        <div class="user-menu">
          <p>
            <b>{user.name}</b>
            <br />
            <span class="muted">{user.login}</span>
          </p>
          <p class="muted">{words.stage(config.stage)}</p>
          <fieldset class="segmented">
            <legend>{words.nav.theme}</legend>
            {THEMES.map((one) => (
              <label key={one}>
                <input
                  type="radio"
                  name="theme"
                  checked={theme.value === one}
                  onChange={() => {
                    theme.value = one;
                  }}
                />
                <span>{words.nav.themes[one]}</span>
              </label>
            ))}
          </fieldset>
          <Button onClick={() => void session.signOut()}>{words.nav.signOut}</Button>
        </div>
      )}
    </Popup>
  );
}
