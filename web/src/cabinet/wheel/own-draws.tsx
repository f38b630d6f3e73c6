import type { WheelDraw } from '../../entities/wheel/wheel.api';
import { useFormat } from '../../shared/format/use-format';
import { useTranslation } from '../../shared/i18n/use-translation';
import { useNetwork } from '../../shared/network/network';
import { Panel } from '../../shared/ui/page';
import { Row, RowList } from '../../shared/ui/row-list';
import { linkToCheck } from './check/check-link.rules';
import { useWheelWords } from './use-wheel-words';
import classes from './wheel-page.module.css';

/** The guest's own draws, each with all that its result follows from. */
export function OwnDraws({ draws }: { readonly draws: readonly WheelDraw[] }) {
  const { t } = useTranslation('cabinet');
  const format = useFormat();
  const { code } = useNetwork();
  const words = useWheelWords();
  return (
    <Panel title={t('wheel.draws')}>
      {draws.length === 0 && <p className={classes.soft}>{t('wheel.noDraws')}</p>}
      <RowList label={t('wheel.draws')}>
        {draws.map((draw) => (
          <Row
            key={draw.id}
            title={words.result(draw)}
            about={[
              t('wheel.drawnAt', { at: format.dateTime(draw.drawnAt), number: draw.number }),
              ...(draw.pointsTakenBack === null ? [] : [t('wheel.takenBack', { points: draw.pointsTakenBack })]),
              ...(draw.isEpochEnded ? [] : [t('wheel.checkLater')]),
            ]}
          >
            <a className={classes.check} href={linkToCheck(code, draw)}>
              {t('wheel.check')}
            </a>
          </Row>
        ))}
      </RowList>
    </Panel>
  );
}
