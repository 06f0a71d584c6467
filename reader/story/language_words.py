"""The commonest words of languages, and the letters that few of them write: what tells them apart.

Written by hand: articles, prepositions, conjunctions, pronouns and auxiliaries, which every text of some length holds.
"""

from __future__ import annotations

LATIN = {
    "en": """the of and to in that is was for it with as his on be at by he had not are but from or have they which you
        were her all she there would their we him been has when who will no more if out so said what its about into than
        them can only other this these those after over an""",
    "de": """der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis
        mehr durch man wurde wenn sei ihr seine unter wir ich seit keine kein sein wieder""",
    "fr": """de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la ou avec
        son aux d'un cette ont mais comme été sa ses tout nous leur fait elle être deux même aussi bien sans était on
        entre après ces dont vous leurs je depuis""",
    "es": """de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin
        sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está mi porque qué
        sólo han yo hay donde según""",
    "it": """di e il la che in a per un del è non una con i della le si da sono al nel dei lo come alla gli più anche ha
        ma delle o se dal suo ci nella questo sua era loro dalla due hanno essere stato alle stata perché ai dopo degli
        sul tra mentre aveva""",
    "pt": """de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu
        sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter
        seus são""",
    "nl": """de van het een en in is dat op te zijn met die voor niet aan er om ook als dan maar bij door naar uit nog
        over tot werd hij wordt heeft ze had hun deze worden meer wat was kan of geen zich al ik""",
    "sv": """och i att det som en på är av för med den till inte har de ett om han var men sig från vi så kan hade när
        år ska under också efter eller nu sin där vid mot ut mycket alla blev skulle hon jag""",
    "da": """og i at det er en på til af den for som med de ikke der har et han var fra men sig om vi kan så efter blev
        havde hun skal eller ud nu være sin også mod når over ved jeg bliver været igen uden mellem meget hvad nogen
        hvornår""",
    "nb": """og i det er på som en til av for med at den har ikke de et var fra men om han seg vi kan så hadde etter ble
        hun skal eller også mot når over ved jeg blir være sier ut sin nå vært igjen uten mellom mye hva noen""",
    "fi": """ja on ei se että oli hän mutta kun niin kuin myös ovat joka tai hänen sen ole ovat jo vain mukaan sekä jos
        nyt olla voi siitä mitä ollut jonka he kaikki tämä tämän kanssa jälkeen vielä sitä olisi minä eivät""",
    "pl": """w i na z się do nie to że jest o jak za od po ale co przez przy dla był tak był są jego jej ich tym być czy
        tylko który która które może już oraz lub przed było także bardzo go roku""",
    "cs": """a v se na je že s z do o to i ve jsou jako k za by byl po pro ale od si být jeho které který která při také
        jen až podle bylo tak již nebo než jsem není má když co roku""",
    "tr": """ve bir bu da de için ile olarak çok daha olan gibi en o ne var kadar sonra ise ama her değil olduğu dedi
        veya ki mi göre iki tarafından yok önce onun hem""",
    "hu": """a az és hogy nem is egy volt de ez meg csak már még mint van el ha ki azt minden vagy után azonban amely
        lehet ezt aki szerint majd között ami ezek mert""",
    "ro": """de și în a la cu pe din că nu o care un să mai al ce este au fost pentru sunt prin dar după sau fi lui
        ca era ale cel dintre iar acest între despre această""",
    "id": """yang dan di itu dengan dari untuk tidak ini pada dalam akan ke adalah oleh sebagai ada juga telah karena
        bisa mereka lebih saya atau kami tersebut oleh menjadi sudah dia kepada para""",
    "ca": """de la i el que en a els les un per una del amb és no al es dels va més com han ha però seva seu són aquest
        aquesta ser també on fins pel ja quan això entre molt""",
}
"""Languages in Latin letters."""

CYRILLIC = {
    "ru": """и в не на что он с как его это но к из у за по от о же так она было все для бы был ее её они или если уже
        до ни когда только был была были после также который которые того этот""",
    "uk": """і в не на що він з як його це але до із у за по від про та так вона було все для б був її вони або якщо вже
        ні коли тільки також після який які того цей є й""",
    "bg": """и в не на че той с като го това но към от за по се да е са тя беше всички или ако вече до ли когато само
        след който която които със ще бе има ги му""",
    "sr": """и у не на да он с као његов то али из за по од о се је су она било све или ако већ до када само након који
        која које са ће би има га му био""",
    "be": """і ў не на што ён з як яго гэта але да ад за па для каб яна было ўсе або калі толькі пасля які якія таго
        гэты у яе яны быў была""",
}

ARABIC = {
    "ar": """في من على إلى أن عن التي الذي مع هذا هذه كان ما لا قال بعد بين كانت قد ذلك أو إن كل قبل لم هو هي كما غير
        حتى عند ولا وقال ثم لكن ولم منذ وكان أنه""",
    "fa": """در و به از که این را با است برای آن یک خود تا بر بود شد می هم نیز گفت دو اما یا هر شده کرد باید پس اگر بین
        پیش ما او کرده بودند نیست""",
    "ur": """کے میں کی ہے اور سے کا کو اس کہ ہیں نے پر یہ بھی جو تھا ہے تو کر ایک نہیں تھے ان کیا وہ لیے ہو گیا تھی بعد
        ساتھ کہا""",
}

DEVANAGARI = {
    "hi": """के में है की और से का को इस कि हैं ने पर यह भी जो था तो कर एक नहीं थे उन क्या वह लिए हो गया थी बाद साथ कहा
        ही या अपने थीं रहा""",
    "mr": """आणि आहे या व ते हे की तो ही आहेत होते नाही होता होती त्या एक पण मध्ये केली केले असे त्यांनी म्हणून झाली झाले
        तर काही यांनी करून साठी""",
    "ne": """छ र को मा का ले यो पनि हो भएको गरेको थियो छन् एक भने लागि तर उनले गर्न त्यो हुन् यस भएका गरेका सम्म""",
}

LETTERS = {
    "de": "äöüß",
    "fr": "éèêàçùœîôûëïâ",
    "es": "ñ¿¡áíóúé",
    "it": "àèìòùé",
    "pt": "ãõçáéíóúêâôà",
    "nl": "ëï",
    "sv": "åäö",
    "da": "æøå",
    "nb": "æøå",
    "fi": "äö",
    "pl": "ąćęłńśźżó",
    "cs": "ěščřžýůťďňáíé",
    "tr": "ğışçöü",
    "hu": "őűáéíóúöü",
    "ro": "șțăîâşţ",
    "ca": "çàèéíòóúï·",
    "ru": "ыэёъ",
    "uk": "іїєґ",
    "bg": "ъ",
    "sr": "јљњћђџ",
    "be": "ўіёыэ",
    "ar": "ةكيىأإ",
    "fa": "پچژگکی",
    "ur": "ٹڈڑےںھہپچگکی",
    "mr": "ळ",
}
"""Letters that a language writes beside those of its whole script."""
