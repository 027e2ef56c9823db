package finance.postings;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Shares of a total by weights, in whole units of the currency, that sum to the total (largest remainder, Hamilton's method). */
final class Apportionment {

    private Apportionment() {
    }

    /**
     * A share differs from its exact value by less than a unit, so that none exceeds its weight unless the total exceeds their sum.
     *
     * @param total   not negative; of weights that are all 0 each share is 0
     * @param weights not negative
     */
    static List<BigDecimal> of(BigDecimal total, List<BigDecimal> weights, int decimals) {
        int scale = Math.max(decimals, Math.max(total.scale(), weights.stream().mapToInt(BigDecimal::scale).max().orElse(0)));
        BigInteger units = units(total, scale);
        List<BigInteger> weighed = weights.stream().map(weight -> units(weight, scale)).toList();
        BigInteger sum = weighed.stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.signum() == 0) {
            return weights.stream().map(weight -> BigDecimal.ZERO).toList();
        }
        List<BigInteger> shares = new ArrayList<>();
        List<BigInteger> remainders = new ArrayList<>();
        BigInteger left = units;
        for (BigInteger weight : weighed) {
            BigInteger[] share = units.multiply(weight).divideAndRemainder(sum);
            shares.add(share[0]);
            remainders.add(share[1]);
            left = left.subtract(share[0]);
        }
        // Fewer than there are shares: each is short of its exact value by less than one.
        IntStream.range(0, shares.size()).boxed().sorted(Comparator.<Integer, BigInteger>comparing(remainders::get).reversed())
            .limit(left.intValueExact()).forEach(i -> shares.set(i, shares.get(i).add(BigInteger.ONE)));
        return shares.stream().map(share -> new BigDecimal(share, scale)).toList();
    }

    private static BigInteger units(BigDecimal amount, int scale) {
        return amount.setScale(scale).unscaledValue();
    }
}
