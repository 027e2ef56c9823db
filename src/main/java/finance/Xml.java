package finance;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import javax.xml.XMLConstants;
import javax.xml.stream.Location;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * XML that others send, read element by element in bounded memory. Elements go by their local names, whatever their namespace.
 * A document type is refused, and so is every entity that only one could declare.
 */
public final class Xml implements AutoCloseable {

    private static final XMLInputFactory FACTORY = factory();

    private final XMLStreamReader reader;
    private final Limits limits;
    private int depth;

    /**
     * What one document may ask for.
     *
     * @param depth     elements within one another
     * @param textChars of one element
     */
    public record Limits(int depth, int textChars) { }

    /** What is done with a child element: it may read its text or its children; what it leaves is passed over. */
    public interface Child {
        void read(String name) throws WrongXmlException;
    }

    /** What is wrong in a document, with line and column and without any text of it. */
    public static final class WrongXmlException extends Exception {

        WrongXmlException(String message) {
            super(message, null, false, false);
        }
    }

    private Xml(XMLStreamReader reader, Limits limits) {
        this.reader = reader;
        this.limits = limits;
    }

    /** The JDK's own parser, whatever else is on the class path. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** Stands at the root element afterwards. */
    public static Xml open(InputStream document, Limits limits) throws WrongXmlException {
        try {
            Xml xml = new Xml(FACTORY.createXMLStreamReader(document), limits);
            while (xml.next() != XMLStreamConstants.START_ELEMENT) {
                // comments and instructions
            }
            xml.depth = 1;
            return xml;
        } catch (XMLStreamException broken) {
            throw notWellFormed(broken);
        }
    }

    /** The local name of the element it stands at. */
    public String name() {
        return reader.getLocalName();
    }

    /** Of the element it stands at; null: it has none of that name. */
    public String attribute(String name) {
        return reader.getAttributeValue(null, name);
    }

    /** Goes through the children of the element it stands at, and stands behind that element afterwards. */
    public void children(Child child) throws WrongXmlException {
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                within(child);
            }
        }
        depth--;
    }

    /** The text of the element it stands at, without blanks around it; stands behind that element afterwards. */
    public String text() throws WrongXmlException {
        String element = name();
        return mixed(child -> {
            throw wrong(element + " holds an element where text is expected");
        });
    }

    /** The same of an element that may hold others instead; they are handed on as {@link #children} does. */
    public String mixed(Child child) throws WrongXmlException {
        String element = name();
        StringBuilder text = new StringBuilder();
        for (int event = next(); event != XMLStreamConstants.END_ELEMENT; event = next()) {
            if (event == XMLStreamConstants.START_ELEMENT) {
                within(child);
            } else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA || event == XMLStreamConstants.SPACE) {
                if (text.length() + reader.getTextLength() > limits.textChars) {
                    throw wrong(element + " has more than " + limits.textChars + " characters");
                }
                text.append(reader.getTextCharacters(), reader.getTextStart(), reader.getTextLength());
            }
        }
        depth--;
        return text.toString().strip();
    }

    /** Hands on the element that has just begun, and passes over what is left of it. */
    private void within(Child child) throws WrongXmlException {
        int around = depth;
        if (++depth > limits.depth) {
            throw wrong("more than " + limits.depth + " elements stand within one another");
        }
        child.read(reader.getLocalName());
        if (depth > around) {
            children(nobody -> { });
        }
    }

    /** Reads to the end: what follows the root may be broken too. */
    public void end() throws WrongXmlException {
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // comments and blanks
        }
    }

    /** The same with the place where it is. */
    public WrongXmlException wrong(String what) {
        return at(what, reader.getLocation());
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (XMLStreamException nothingIsHeld) {
            // The stream below is its opener's to close.
        }
    }


    private int next() throws WrongXmlException {
        try {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                throw wrong("a document type (DOCTYPE) is refused");
            }
            if (event == XMLStreamConstants.ENTITY_REFERENCE) {
                throw wrong("an entity other than XML's own five is refused");
            }
            return event;
        } catch (XMLStreamException broken) {
            throw notWellFormed(broken);
        }
    }

    /** The parser's own words can hold what the document says. */
    private static WrongXmlException notWellFormed(XMLStreamException broken) {
        if (broken.getNestedException() instanceof IOException unread && !(unread instanceof CharConversionException)) {
            throw new UncheckedIOException(unread);
        }
        return at("it is not well-formed XML", broken.getLocation());
    }

    private static WrongXmlException at(String what, Location place) {
        return new WrongXmlException(place == null || place.getLineNumber() < 1 ? what : what + " (line " + place.getLineNumber() + ", column " + place.getColumnNumber() + ")");
    }
}
