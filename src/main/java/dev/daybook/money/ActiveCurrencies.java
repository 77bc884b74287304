package dev.daybook.money;

import java.util.Currency;
import java.util.Set;

/**
 * The currencies of today, in which something new may be opened: list one of ISO 4217, as its
 * maintenance agency published it on 2026-01-01, without what has no minor units, such as gold, and
 * without UYW, which the JDK does not know.
 */
public final class ActiveCurrencies {

    private static final Set<String> CODES =
            Set.of(
                    """
                    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV
                    BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP
                    CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF
                    GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR
                    KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT
                    MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
                    PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE
                    SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX
                    USD USN UYI UYU UZS VED VES VND VUV WST XAD XAF XCD XCG XOF XPF YER ZAR
                    ZMW ZWG"""
                            .split("\\s"));

    private ActiveCurrencies() {}

    /** Whether the currency is on the list; what is stored in another one is read all the same. */
    public static boolean contains(Currency currency) {
        return CODES.contains(currency.getCurrencyCode());
    }
}
