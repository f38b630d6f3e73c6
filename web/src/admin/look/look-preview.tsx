import { useState } from 'react';
import { SegmentedControl } from '@mantine/core';
import type { ColourCheck, Look, NetworkLook } from '../../entities/look/look.api';
import { cardGround } from '../../entities/look/card-ground';
import { useFormat } from '../../shared/format/use-format';
import { useSpoken } from '../../shared/i18n/spoken';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import classes from './look-page.module.css';

interface LookPreviewProps {
  readonly look: Look;
  readonly logo: NetworkLook['logo'];
  /** The colours that follow from those of the form; undefined until the server has sent them. */
  readonly colours: ColourCheck['colours'] | undefined;
  /** Whether the server has checked the colours of the form and found all of them strong enough to be saved. */
  readonly isStrong: boolean;
}

const SHOWN_POINTS = 1_250;
const VIEWS = ['cabinet', 'letter', 'slip'] as const;

/** The first screen of the cabinet, a letter and a slip with the look of the form. */
export function LookPreview({ look, logo, colours, isStrong }: LookPreviewProps) {
  const { t } = useTranslation('admin');
  const { name } = useNetwork();
  const format = useFormat();
  const [view, setView] = useState<(typeof VIEWS)[number]>('cabinet');
  const spoken = useSpoken();
  const text = (of: keyof Look['texts']) => {
    const words = look.texts[of];
    return words === null ? null : spoken(words);
  };
  const mark = logo === null ? <strong>{name}</strong> : <img src={logo.url} alt={name} className={classes.mark} />;
  const button = { background: look.accent, color: look.accentInk };
  return (
    <Panel title={t('look.preview.title')}>
      <SegmentedControl
        fullWidth
        aria-label={t('look.preview.what')}
        value={view}
        data={VIEWS.map((value) => ({ value, label: t(`look.preview.${value}`) }))}
        onChange={setView}
      />
      <div
        className={classes.screen}
        data-font={look.font}
        role="group"
        aria-label={t(`look.preview.${view}`)}
        // Colours that are too weak to be saved are shown all the same, in a sample that counts as switched off.
        aria-disabled={!isStrong}
      >
        {view === 'cabinet' && (
          <>
            <div className={classes.head}>
              {mark}
              {text('welcome') !== null && <p>{text('welcome')}</p>}
            </div>
            <div className={classes.card} style={{ background: cardGround(look.card), color: look.card.ink }}>
              <span>{t('look.preview.balance')}</span>
              <strong>{format.number(SHOWN_POINTS)}</strong>
              <span>9123 4567 8901 2345</span>
            </div>
            <span className={classes.button} style={button}>
              {t('look.preview.button')}
            </span>
            <span style={{ color: colours?.light.text ?? look.accent, textDecoration: 'underline' }}>
              {t('look.preview.link')}
            </span>
          </>
        )}
        {view === 'letter' && (
          <>
            <div className={classes.head} style={{ borderBottom: `3px solid ${look.accent}` }}>
              {mark}
            </div>
            <p>{t('look.preview.letterText')}</p>
            {text('letter') !== null && <p className={classes.foot}>{text('letter')}</p>}
          </>
        )}
        {view === 'slip' && (
          <div className={classes.slip}>
            {mark}
            <p>{t('look.preview.slipText')}</p>
            {text('slip') !== null && <p>{text('slip')}</p>}
          </div>
        )}
      </div>
    </Panel>
  );
}
