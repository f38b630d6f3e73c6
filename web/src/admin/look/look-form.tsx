import { Button, ColorInput, MantineThemeProvider, NativeSelect, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { EditProblem } from '../../entities/audit/changed-meanwhile';
import { checkColoursQuery, type Colours, type Look, type NetworkLook, setLook } from '../../entities/look/look.api';
import { keyOf, readOf } from '../../shared/api/calls';
import { useEdit } from '../../shared/api/use-edit';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Form } from '../../shared/ui/form';
import { Loading } from '../../shared/ui/loading';
import { Help, Panel } from '../../shared/ui/page';
import { FailureNotice } from '../../shared/ui/problem-notice';
import { Contrasts } from './contrasts';
import { colourAt, withColour } from './look-colours.rules';
import { LogoPanel } from './logo-panel';
import { LookPreview } from './look-preview';
import classes from './look-page.module.css';

const FONTS = ['INTER', 'SYSTEM', 'ROUNDED', 'HUMANIST', 'SERIF', 'SLAB'] as const satisfies readonly Look['font'][];
const DESIGNS = ['PLAIN', 'GRADIENT', 'DIAGONAL', 'WAVES'] as const satisfies readonly Look['card']['design'][];
const TEXTS = ['welcome', 'letter', 'slip'] as const;
const LANGUAGES = ['ru', 'en'] as const;
const COLOURS = ['accent', 'accentInk', 'card.from', 'card.to', 'card.ink'] as const;
const MOST_TEXT = 200;
/** Wide enough for a finger. */
const TARGET_PX = 44;
/** The pause after which colours that were typed are checked. */
const CHECK_AFTER_MS = 300;

/** The form of the look, with a preview beside it. */
export function LookForm() {
  const { t } = useTranslation('admin');
  const queries = useQueryClient();
  const { id } = useNetwork();
  const [typed, setTyped] = useState<Look | null>(null);
  const [logo, setLogo] = useState<NetworkLook['logo']>();
  const [isSaved, setIsSaved] = useState(false);
  const edit = useEdit({
    read: readOf('/api/look'),
    send: setLook,
    onDone: async (changed) => {
      setIsSaved(true);
      setTyped(changed.look);
      edit.goOnFrom(await readOf('/api/look')());
      await queries.invalidateQueries({ queryKey: keyOf('/api/looks/{network}') });
    },
  });
  const look = typed ?? edit.base?.look;
  const [checked] = useDebouncedValue(look, CHECK_AFTER_MS);
  const check = useQuery({
    ...checkColoursQuery(coloursOf(checked)),
    enabled: checked !== undefined && isWhole(checked),
    placeholderData: keepPreviousData,
  });
  const isChecked = checked === look && !check.isPlaceholderData;
  const isStrong = isChecked && check.data?.items.every(({ passes }) => passes) === true;
  if (edit.readError !== null) return <FailureNotice error={edit.readError} />;
  if (edit.base === undefined || look === undefined) return <Loading />;
  const { base, save } = edit;
  /** The names of the sliders in the colour chooser. The theme sets these names, because a ColorInput cannot pass them to its chooser. */
  const sliderNames = { saturationLabel: t('look.colours.saturation'), hueLabel: t('look.colours.hue') };
  const shownLogo = logo === undefined ? base.logo : logo;

  function change(next: Look): void {
    setIsSaved(false);
    setTyped(next);
  }

  function fieldsOf(of: Look): Record<string, string> {
    return Object.fromEntries([
      ...COLOURS.map((path) => [t(`look.colours.${path}`), colourAt(of, path)]),
      [t('look.style.design'), t(`look.style.${of.card.design}`)],
      [t('look.style.font'), t(`look.style.${of.font}`)],
      ...TEXTS.flatMap((name) =>
        LANGUAGES.map((language) => [t(`look.texts.${name}`, { language }), of.texts[name]?.[language] ?? '']),
      ),
    ]) as Record<string, string>;
  }

  return (
    <div className={classes.page}>
      <Form onSubmit={() => isWhole(look) && save.mutate(look)}>
        <Panel title={t('look.colours.title')}>
          <div className={classes.fields}>
            <MantineThemeProvider theme={{ components: { ColorPicker: { defaultProps: sliderNames } } }}>
              {COLOURS.map((path) => (
                <ColorInput
                  key={path}
                  size="md"
                  format="hex"
                  label={t(`look.colours.${path}`)}
                  value={colourAt(look, path)}
                  disabled={path === 'card.to' && look.card.design === 'PLAIN'}
                  error={isColour(colourAt(look, path)) ? undefined : t('look.colours.wrong')}
                  // The chooser of a colour is drawn inside the form, so that it belongs to the main part of the page and a screen reader reads it
                  // next to its field.
                  popoverProps={{ withinPortal: false }}
                  rightSectionWidth={TARGET_PX}
                  eyeDropperButtonProps={{
                    'aria-label': t('look.colours.pick'),
                    style: { width: TARGET_PX, height: TARGET_PX },
                  }}
                  onChange={(colour) => change(withColour(look, path, colour.toLowerCase()))}
                />
              ))}
            </MantineThemeProvider>
          </div>
          {check.data !== undefined && (
            <Contrasts check={check.data} onMend={(path, colour) => change(withColour(look, path, colour))} />
          )}
          <FailureNotice error={check.error} retry={check} />
        </Panel>
        <StyleAndTexts look={look} onChange={change} />
        <EditProblem edit={edit} subjectId={id} show={({ look: of }) => fieldsOf(of)} />
        {isSaved && <p role="status">{t('look.saved')}</p>}
        <div>
          <Button type="submit" loading={save.isPending} disabled={!isWhole(look)}>
            {t('look.save')}
          </Button>
        </div>
      </Form>
      <div className={classes.side}>
        <LogoPanel logo={shownLogo} onChanged={(changed) => setLogo(changed.logo)} />
        <LookPreview look={look} logo={shownLogo} colours={check.data?.colours} isStrong={isStrong} />
      </div>
    </div>
  );
}

interface StyleAndTextsProps {
  readonly look: Look;
  readonly onChange: (look: Look) => void;
}

/** The pattern of the card, the font, and the network's own texts. */
function StyleAndTexts({ look, onChange: change }: StyleAndTextsProps) {
  const { t } = useTranslation('admin');
  return (
    <>
      <Panel title={t('look.style.title')}>
        <div className={classes.fields}>
          <NativeSelect
            label={t('look.style.design')}
            value={look.card.design}
            data={DESIGNS.map((design) => ({ value: design, label: t(`look.style.${design}`) }))}
            onChange={({ currentTarget: { value } }) => {
              const design = DESIGNS.find((one) => one === value) ?? look.card.design;
              change({ ...look, card: { ...look.card, design } });
            }}
          />
          <NativeSelect
            label={t('look.style.font')}
            value={look.font}
            data={FONTS.map((font) => ({ value: font, label: t(`look.style.${font}`) }))}
            onChange={({ currentTarget: { value } }) =>
              change({ ...look, font: FONTS.find((one) => one === value) ?? look.font })
            }
          />
        </div>
      </Panel>
      <Panel title={t('look.texts.title')}>
        <Help>{t('look.texts.help')}</Help>
        <div className={classes.fields}>
          {TEXTS.flatMap((name) =>
            LANGUAGES.map((language) => (
              <TextInput
                key={`${name} ${language}`}
                label={t(`look.texts.${name}`, { language })}
                maxLength={MOST_TEXT}
                value={look.texts[name]?.[language] ?? ''}
                onChange={({ currentTarget: { value } }) => change(withText(look, name, language, value))}
              />
            )),
          )}
        </div>
      </Panel>
    </>
  );
}

function withText(look: Look, name: (typeof TEXTS)[number], language: 'ru' | 'en', value: string): Look {
  const { [language]: _, ...other } = look.texts[name] ?? {};
  const words = value === '' ? other : { ...other, [language]: value };
  return { ...look, texts: { ...look.texts, [name]: Object.keys(words).length === 0 ? null : words } };
}

function coloursOf(look: Look | undefined): Colours {
  const { accent = '', accentInk = '', card = { design: 'PLAIN' as const, from: '', to: '', ink: '' } } = look ?? {};
  return { accent, accentInk, card };
}

function isColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/.test(text);
}

function isWhole(look: Look): boolean {
  return COLOURS.every((path) => isColour(colourAt(look, path)));
}
