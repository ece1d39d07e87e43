package io.github.facenet4j.tensor.cpu;

import io.github.facenet4j.tensor.cpu.Scratch.Use;
import java.util.Arrays;

/**
 * The coefficients of the triplet loss that are not zero, about one in twenty, as one list a row
 * and one list a column, both in order.
 *
 * <p>Lies in the scratch of the thread that made it, until it makes the next one.
 */
final class Neighbours {
  /** Rows that one task looks through. */
  private static final int ROWS = 32;

  /** Entries of row a are {@code rowStarts[a] … rowStarts[a+1]−1} of the row lists. */
  final int[] rowStarts;

  /** Columns of the entries, row by row. */
  final int[] columns;

  /** Coefficients, row by row. */
  final float[] rowFactors;

  /** Entries of column j are {@code columnStarts[j] … columnStarts[j+1]−1} of the column lists. */
  final int[] columnStarts;

  /** Rows of the entries, column by column. */
  final int[] rows;

  /** Coefficients, column by column. */
  final float[] columnFactors;

  /** Lists the entries of a matrix [batch, batch]. */
  Neighbours(WorkPool pool, float[] coefficients, int batch) {
    Scratch scratch = pool.scratch();
    int tasks = (batch + ROWS - 1) / ROWS;
    rowStarts = scratch.ints(Use.ROW_STARTS, batch + 1);
    pool.run(tasks, task -> countRows(coefficients, batch, task * ROWS));
    rowStarts[0] = 0;
    for (int a = 0; a < batch; a++) {
      rowStarts[a + 1] += rowStarts[a];
    }
    int entries = rowStarts[batch];
    columns = scratch.ints(Use.ROW_LISTS, entries);
    rowFactors = scratch.floats(Use.ROW_LISTS, entries);
    pool.run(tasks, task -> listRows(coefficients, batch, task * ROWS));
    columnStarts = scratch.ints(Use.COLUMN_STARTS, batch + 1);
    rows = scratch.ints(Use.COLUMN_LISTS, entries);
    columnFactors = scratch.floats(Use.COLUMN_LISTS, entries);
    listColumns(batch, entries);
  }

  private void countRows(float[] coefficients, int batch, int first) {
    for (int a = first; a < Math.min(batch, first + ROWS); a++) {
      int count = 0;
      for (int i = a * batch; i < (a + 1) * batch; i++) {
        if (coefficients[i] != 0) {
          count++;
        }
      }
      rowStarts[a + 1] = count;
    }
  }

  private void listRows(float[] coefficients, int batch, int first) {
    for (int a = first; a < Math.min(batch, first + ROWS); a++) {
      int at = rowStarts[a];
      for (int j = 0; j < batch; j++) {
        float coefficient = coefficients[a * batch + j];
        if (coefficient != 0) {
          columns[at] = j;
          rowFactors[at++] = coefficient;
        }
      }
    }
  }

  /** Counts, then fills; each column's start moves to its end and is moved back afterwards. */
  private void listColumns(int batch, int entries) {
    Arrays.fill(columnStarts, 0, batch + 1, 0);
    for (int i = 0; i < entries; i++) {
      columnStarts[columns[i] + 1]++;
    }
    for (int j = 0; j < batch; j++) {
      columnStarts[j + 1] += columnStarts[j];
    }
    for (int a = 0; a < batch; a++) {
      for (int i = rowStarts[a]; i < rowStarts[a + 1]; i++) {
        int at = columnStarts[columns[i]]++;
        rows[at] = a;
        columnFactors[at] = rowFactors[i];
      }
    }
    System.arraycopy(columnStarts, 0, columnStarts, 1, batch);
    columnStarts[0] = 0;
  }
}
