import { screen, waitFor, within } from '@testing-library/dom';
import { openPage } from './harness/open-page';
import { inMain, mainText } from './harness/main';

describe('the tab of the RFM grid', () => {
  it('opens the guests behind a cell, keeps the cell in the address, and leads to a segment of it', async () => {
    const { user } = await openPage('/admin/analytics/rfm');
    await screen.findByRole('table', { name: 'RFM grid' });
    expect(mainText()).toContain('each in five groups of like size');
    const [cell] = within(screen.getByRole('table', { name: 'RFM grid' })).getAllByRole('button');
    if (cell === undefined) throw new Error('no cell');
    await user.click(cell);
    expect(location.search).toBe('?cell=5-2');
    await waitFor(() =>
      expect(inMain().getByRole('link', { name: 'Create a segment from this cell' }).getAttribute('href')).toContain(
        '/segments/new?recency=5&value=2',
      ),
    );
    await user.click(cell);
    expect(location.search).toBe('');
  });

  it('shows a cell from a link, the groups with their shares, and files of both, in Russian too', async () => {
    await openPage('/admin/analytics/rfm?cell=5-2', { language: 'ru' });
    await waitFor(() => expect(inMain().getByRole('link', { name: 'Создать сегмент из ячейки' })).not.toBeNull());
    expect(inMain().getAllByRole('button', { name: /^(CSV|XLSX): / })).toHaveLength(4);
    expect(screen.getByRole('table', { name: /Группы сетки RFM/ })).not.toBeNull();
  });
});
