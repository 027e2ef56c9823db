package exports;

import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/** A workbook, on as many sheets as the rows take. Texts are texts, so none of them is a formula; amounts are numbers. */
final class ExcelRows implements Rows {

    /** Rows that Excel has on a sheet, less the heading. */
    private static final int SHEET_ROWS = Worksheet.MAX_ROWS - 1;
    /** Rows kept in memory. */
    private static final int FLUSH_ROWS = 500;
    /** Characters that Excel has in a cell. */
    private static final int CELL_CHARACTERS = 32_767;

    private final String name;
    private final List<String> columns;
    private final Workbook book;
    private Worksheet sheet;
    private int sheets;
    private int row;

    ExcelRows(String name, List<String> columns, OutputStream out) {
        this.name = name;
        this.columns = columns;
        this.book = new Workbook(out, "OrderSync", "1.0");
        nextSheet();
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        if (row == SHEET_ROWS) {
            sheet.finish();
            nextSheet();
        }
        row++;
        for (int column = 0; column < cells.size(); column++) {
            cell(column, cells.get(column));
        }
        if (row % FLUSH_ROWS == 0) {
            sheet.flush();
        }
    }

    private void cell(int column, Object cell) {
        if (cell instanceof BigDecimal number) {
            sheet.value(row, column, number);
        } else if (cell instanceof Number number) {
            sheet.value(row, column, number);
        } else if (cell != null && !cell.toString().isEmpty()) {
            String text = cell.toString();
            sheet.inlineString(row, column, text.length() > CELL_CHARACTERS ? text.substring(0, CELL_CHARACTERS) : text);
        }
    }

    private void nextSheet() {
        sheets++;
        row = 0;
        sheet = book.newWorksheet(sheets == 1 ? name : name + " " + sheets);
        for (int column = 0; column < columns.size(); column++) {
            sheet.inlineString(0, column, columns.get(column));
        }
        sheet.freezePane(0, 1);
    }

    @Override
    public void end() throws IOException {
        sheet.finish();
        book.finish();
    }
}
